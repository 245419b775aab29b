using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Wava.Architecture;

/// <summary>One type of an assembly uses another one, in another folder or the same.</summary>
/// <param name="From">The folder of the type that uses.</param>
/// <param name="To">The folder of the type that is used.</param>
/// <param name="Type">The type that uses.</param>
/// <param name="Used">The type that is used.</param>
internal readonly record struct FolderUse(string From, string To, string Type, string Used)
{
    public override string ToString() => $"{Type} ({From}) uses {Used} ({To})";
}

/// <summary>Reads a built assembly and says which of its folders use which: a folder is the first part of a namespace below the root.</summary>
internal sealed class FolderUses
{
    private readonly string _root;
    private readonly Func<string, string, string?> _folderOfForeign;

    private FolderUses(string root, Func<string, string, string?> folderOfForeign) => (_root, _folderOfForeign) = (root, folderOfForeign);

    /// <summary>All uses in an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="root">The namespace that its folders are below.</param>
    /// <param name="folderOfForeign">The folder of a type that stands in a namespace of somebody else's: namespace and name to folder. Most have none.</param>
    public static IReadOnlyList<FolderUse> Of(Assembly assembly, string root, Func<string, string, string?>? folderOfForeign = null) =>
        new FolderUses(root, folderOfForeign ?? ((_, _) => null)).Read(assembly.Location);

    private List<FolderUse> Read(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        MetadataReader metadata = file.GetMetadataReader();
        var uses = new List<FolderUse>();
        foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
        {
            if (Folder(metadata, handle) is not { } from) continue;
            string name = metadata.GetString(metadata.GetTypeDefinition(handle).Name);
            foreach (TypeDefinitionHandle used in UsedBy(file, metadata, metadata.GetTypeDefinition(handle)))
            {
                if (Folder(metadata, used) is { } to) uses.Add(new FolderUse(from, to, name, metadata.GetString(metadata.GetTypeDefinition(used).Name)));
            }
        }

        return uses;
    }

    // The folder of a nested type is that of the type around it. Types of the root have none.
    private string? Folder(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        TypeDefinition type = metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil) type = metadata.GetTypeDefinition(type.GetDeclaringType());
        string name = metadata.GetString(type.Namespace);
        return name.StartsWith(_root + ".", StringComparison.Ordinal) ? name[(_root.Length + 1)..].Split('.')[0] : _folderOfForeign(name, metadata.GetString(type.Name));
    }

    private static HashSet<TypeDefinitionHandle> UsedBy(PEReader file, MetadataReader metadata, TypeDefinition type)
    {
        var found = new TypeCollector(metadata);
        found.Add(type.BaseType);
        foreach (InterfaceImplementationHandle each in type.GetInterfaceImplementations()) found.Add(metadata.GetInterfaceImplementation(each).Interface);
        foreach (FieldDefinitionHandle each in type.GetFields()) metadata.GetFieldDefinition(each).DecodeSignature(found, null);
        foreach (MethodDefinitionHandle each in type.GetMethods())
        {
            MethodDefinition method = metadata.GetMethodDefinition(each);
            method.DecodeSignature(found, null);
            if (method.RelativeVirtualAddress == 0) continue;
            MethodBodyBlock body = file.GetMethodBody(method.RelativeVirtualAddress);
            if (!body.LocalSignature.IsNil) metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(found, null);
            foreach (EntityHandle token in Tokens(body.GetILBytes()!)) found.Add(token);
        }

        return found.Found;
    }

    /// <summary>The types, methods and fields that a method's instructions name.</summary>
    private static IEnumerable<EntityHandle> Tokens(byte[] code)
    {
        for (int at = 0; at < code.Length;)
        {
            System.Reflection.Emit.OpCode instruction = code[at] == 0xFE ? OpCodes.Long[code[at + 1]] : OpCodes.Short[code[at]];
            at += instruction.Size;
            switch (instruction.OperandType)
            {
                case System.Reflection.Emit.OperandType.InlineSwitch:
                    at += 4 + (4 * BitConverter.ToInt32(code, at));
                    break;
                case System.Reflection.Emit.OperandType.InlineType or System.Reflection.Emit.OperandType.InlineMethod
                    or System.Reflection.Emit.OperandType.InlineField or System.Reflection.Emit.OperandType.InlineTok:
                    yield return MetadataTokens.EntityHandle(BitConverter.ToInt32(code, at));
                    at += 4;
                    break;
                default:
                    at += OpCodes.OperandSize(instruction.OperandType);
                    break;
            }
        }
    }

    private static class OpCodes
    {
        public static readonly System.Reflection.Emit.OpCode[] Short = new System.Reflection.Emit.OpCode[256];
        public static readonly System.Reflection.Emit.OpCode[] Long = new System.Reflection.Emit.OpCode[256];

        static OpCodes()
        {
            foreach (FieldInfo field in typeof(System.Reflection.Emit.OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
            {
                var code = (System.Reflection.Emit.OpCode)field.GetValue(null)!;
                (code.Size == 1 ? Short : Long)[code.Value & 0xFF] = code;
            }
        }

        public static int OperandSize(System.Reflection.Emit.OperandType type) => type switch
        {
            System.Reflection.Emit.OperandType.InlineNone => 0,
            System.Reflection.Emit.OperandType.ShortInlineBrTarget or System.Reflection.Emit.OperandType.ShortInlineI or System.Reflection.Emit.OperandType.ShortInlineVar => 1,
            System.Reflection.Emit.OperandType.InlineVar => 2,
            System.Reflection.Emit.OperandType.InlineI8 or System.Reflection.Emit.OperandType.InlineR => 8,
            _ => 4,
        };
    }

    /// <summary>Walks signatures and tokens and keeps the assembly's own types among them.</summary>
    private sealed class TypeCollector(MetadataReader metadata) : ISignatureTypeProvider<bool, object?>
    {
        public HashSet<TypeDefinitionHandle> Found { get; } = [];

        public void Add(EntityHandle handle)
        {
            if (handle.IsNil) return;
            switch (handle.Kind)
            {
                case HandleKind.TypeDefinition:
                    Found.Add((TypeDefinitionHandle)handle);
                    break;
                case HandleKind.TypeSpecification:
                    metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
                    break;
                case HandleKind.MethodDefinition:
                    Found.Add(metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                    break;
                case HandleKind.FieldDefinition:
                    Found.Add(metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                    break;
                case HandleKind.MemberReference:
                    Add(metadata.GetMemberReference((MemberReferenceHandle)handle).Parent);
                    break;
                case HandleKind.MethodSpecification:
                    MethodSpecification method = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                    Add(method.Method);
                    method.DecodeSignature(this, null);
                    break;
            }
        }

        public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Found.Add(handle);

        public bool GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => false;

        public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => false;

        public bool GetSZArrayType(bool elementType) => elementType;

        public bool GetArrayType(bool elementType, ArrayShape shape) => elementType;

        public bool GetByReferenceType(bool elementType) => elementType;

        public bool GetPointerType(bool elementType) => elementType;

        public bool GetPinnedType(bool elementType) => elementType;

        public bool GetFunctionPointerType(MethodSignature<bool> signature) => false;

        public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => genericType;

        public bool GetGenericMethodParameter(object? genericContext, int index) => false;

        public bool GetGenericTypeParameter(object? genericContext, int index) => false;

        public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => unmodifiedType;
    }
}

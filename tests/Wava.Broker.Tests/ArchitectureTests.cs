using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Wava.Broker.Frames;

namespace Wava.Broker.Tests;

/// <summary>Reads the built assembly and keeps the arrows between its folders one way.</summary>
public sealed class ArchitectureTests
{
    private const string Root = "Wava.Broker";

    // Which folders a folder may use. Sessions, Channels and Events are one layer; Brokers may use what is below the transports.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Frames"] = [],
        ["Destinations"] = [],
        ["Messages"] = ["Frames"],
        ["Security"] = ["Destinations", "Diagnostics"],
        ["Diagnostics"] = ["Frames"],
        ["Sessions"] = ["Frames", "Messages", "Destinations", "Channels", "Events", "Security", "Diagnostics"],
        ["Channels"] = ["Frames", "Messages", "Destinations", "Sessions", "Events", "Security", "Diagnostics"],
        ["Events"] = ["Frames", "Messages", "Destinations", "Sessions", "Channels", "Security", "Diagnostics"],
        ["Brokers"] = ["Frames", "Messages", "Destinations", "Sessions", "Channels", "Events", "Diagnostics"],
        ["Users"] = ["Frames", "Messages", "Destinations", "Sessions", "Channels", "Events", "Diagnostics"],
        ["Handlers"] = ["Frames", "Messages", "Destinations", "Sessions", "Channels", "Events", "Security", "Diagnostics"],
        ["Transports"] = ["Frames", "Sessions", "Diagnostics"],
        ["Hosting"] = ["Frames", "Messages", "Destinations", "Sessions", "Channels", "Events", "Security", "Diagnostics", "Brokers", "Users", "Handlers", "Transports"],
    };

    [Fact]
    public void The_folders_use_one_another_in_one_direction_only()
    {
        string[] wrong =
        [
            .. Uses().Where(use => use.From != use.To && !Allowed.GetValueOrDefault(use.From, []).Contains(use.To))
                .Select(use => $"{use.Type} ({use.From}) uses {use.Used} ({use.To})").Distinct().Order(),
        ];

        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Every_folder_has_its_place_in_the_order()
    {
        Assert.Empty(Uses().Select(use => use.From).Distinct().Except(Allowed.Keys));
    }

    [Fact]
    public void The_reader_of_the_assembly_does_see_what_is_used()
    {
        // Without this, a reader that sees nothing would keep the other tests green for ever.
        (string From, string To)[] uses = [.. Uses().Select(use => (use.From, use.To)).Distinct()];

        Assert.Contains(("Transports", "Sessions"), uses);
        Assert.Contains(("Sessions", "Frames"), uses);
        Assert.Contains(("Hosting", "Brokers"), uses);
        Assert.Contains(("Messages", "Frames"), uses);
    }

    private static List<(string From, string To, string Type, string Used)> Uses()
    {
        using var file = new PEReader(File.OpenRead(typeof(StompFrame).Assembly.Location));
        MetadataReader metadata = file.GetMetadataReader();
        var uses = new List<(string, string, string, string)>();
        foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
        {
            if (Folder(metadata, handle) is not { } from) continue;
            string name = metadata.GetString(metadata.GetTypeDefinition(handle).Name);
            foreach (TypeDefinitionHandle used in UsedBy(file, metadata, metadata.GetTypeDefinition(handle)))
            {
                if (Folder(metadata, used) is { } to) uses.Add((from, to, name, metadata.GetString(metadata.GetTypeDefinition(used).Name)));
            }
        }

        return uses;
    }

    // The folder of a nested type is that of the type around it. Types of the root and of the framework's namespaces have none.
    private static string? Folder(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        TypeDefinition type = metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil) type = metadata.GetTypeDefinition(type.GetDeclaringType());
        string name = metadata.GetString(type.Namespace);
        if (name.StartsWith(Root + ".", StringComparison.Ordinal)) return name[(Root.Length + 1)..].Split('.')[0];
        // Extension methods stand in the namespaces where users look for them; they belong to Hosting.
        return name.StartsWith("Microsoft.", StringComparison.Ordinal) && metadata.GetString(type.Name).StartsWith("Stomp", StringComparison.Ordinal) ? "Hosting" : null;
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

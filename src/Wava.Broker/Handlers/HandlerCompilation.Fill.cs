using System.Linq.Expressions;
using System.Reflection;
using System.Security.Claims;
using System.Security.Principal;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Handlers;

internal sealed partial class HandlerCompilation
{
    /// <summary>What a parameter is filled with: what its attribute says, else what its type stands for, else the variable of its name, else a service, else the body.</summary>
    private Expression? Fill(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        if (type.IsByRef) return Fail($"{parameter.Name} is a ref, in or out parameter; there is nothing that it could refer to.");
        if (type.IsByRefLike || type.IsPointer) return Fail($"{parameter.Name} is of type {TypeNames.Of(type)}, which cannot be kept while a message waits.");
        return FillByAttribute(parameter, out Expression? filled) || FillByType(parameter, out filled) || FillByName(parameter, out filled) ? filled : FillByRegistration(parameter);
    }

    private bool FillByAttribute(ParameterInfo parameter, out Expression? filled)
    {
        filled = null;
        foreach (Attribute attribute in parameter.GetCustomAttributes())
        {
            switch (attribute)
            {
                case PayloadAttribute:
                    filled = Payload(parameter);
                    return true;
                case HeaderAttribute header:
                    filled = Parsed(parameter, typeof(HeaderSource<>), header.Name ?? parameter.Name!);
                    return true;
                case HeadersAttribute:
                    filled = Headers(parameter);
                    return true;
                case DestinationVariableAttribute variable:
                    filled = Variable(parameter, variable.Name ?? parameter.Name!);
                    return true;
                case FromKeyedServicesAttribute keyed:
                    filled = KeyedService(parameter, keyed);
                    return true;
                case IFromServiceMetadata:
                    filled = Service(parameter);
                    return true;
            }
        }

        return false;
    }

    private bool FillByType(ParameterInfo parameter, out Expression? filled)
    {
        Type type = parameter.ParameterType;
        filled = null;
        if (type == typeof(MessageContext))
        {
            // It may ask the context for anything, the token among it.
            _usesToken = true;
            filled = _context;
        }
        else if (type == typeof(Message)) filled = Of(nameof(MessageContext.Message));
        else if (type == typeof(StompSession)) filled = Of(nameof(MessageContext.Session));
        else if (type == typeof(Subscription)) filled = Subscription(parameter);
        else if (type == typeof(ClaimsPrincipal) || type == typeof(IPrincipal)) filled = Principal(parameter);
        else if (type == typeof(IServiceProvider)) filled = Of(nameof(MessageContext.Services));
        else if (type == typeof(CancellationToken))
        {
            _usesToken = true;
            filled = Of(nameof(MessageContext.CancellationToken));
        }
        else if (IsException(type)) filled = Exception(parameter);
        else if (compiler.IsSessionState(type)) filled = Expression.Call(typeof(Bound), nameof(Bound.SessionState), [type], _context);
        else return false;
        return true;
    }

    private bool FillByName(ParameterInfo parameter, out Expression? filled)
    {
        filled = null;
        if (parameter.Name is not { } variable || !(variables.Contains(variable) || allVariables.Contains(variable))) return false;
        if (!ValueParsers.CanParse(parameter.ParameterType)) return false;
        filled = Variable(parameter, variable);
        return true;
    }

    private Expression? FillByRegistration(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        bool sequence = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>);
        // The container has an answer, if only an empty one, for every IEnumerable; a body can be one as well.
        if (!sequence && compiler.IsService(type)) return Service(parameter);
        // A list in any form, and a type that tells JSON what stands for it, are bodies for all their being abstract.
        bool body = type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true || type.IsDefined(typeof(JsonDerivedTypeAttribute), inherit: false);
        return !body && (type.IsInterface || type.IsAbstract) ? Service(parameter) : Payload(parameter);
    }

    private Expression? Subscription(ParameterInfo parameter)
    {
        if (kind != HandlerKind.Subscription && !Nullability.Allows(parameter))
            return Fail($"{parameter.Name} asks for a subscription, and there is one only where a subscription is answered: use [SubscribeMapping], or Subscription?.");
        return Of(nameof(MessageContext.Subscription));
    }

    private Expression Principal(ParameterInfo parameter) =>
        Nullability.Allows(parameter) ? Of(nameof(MessageContext.User)) : Expression.Call(typeof(Bound), nameof(Bound.UserOrNobody), null, _context);

    private Expression? Exception(ParameterInfo parameter)
    {
        if (kind != HandlerKind.Exception) return Fail($"{parameter.Name} asks for an exception, and there is one only in a [MessageExceptionHandler].");
        return Expression.Convert(Of(nameof(MessageContext.Exception)), parameter.ParameterType);
    }

    private Expression? Headers(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        if (type == typeof(object) || !type.IsAssignableFrom(typeof(Dictionary<string, string>)))
            return Fail($"{parameter.Name} takes all headers and has to be an IReadOnlyDictionary<string, string>.");
        return Expression.Call(typeof(Bound), nameof(Bound.Headers), null, _context);
    }

    private Expression? Variable(ParameterInfo parameter, string variable)
    {
        bool always = variables.Contains(variable);
        // An exception handler answers for handlers whose variables are not known here.
        if (!always && kind != HandlerKind.Exception)
        {
            if (!allVariables.Contains(variable)) return Fail($"{parameter.Name} asks for the variable {{{variable}}}, which its mapping does not have.");
            if (!IsOptional(parameter)) return Fail($"{parameter.Name} asks for the variable {{{variable}}}, which not all of its mappings have: let it be nullable.");
        }

        Expression? filled = Parsed(parameter, typeof(VariableSource<>), variable);
        if (filled is not null) _bound.Add(variable);
        return filled;
    }

    private Expression? Parsed(ParameterInfo parameter, Type source, string from)
    {
        Type type = parameter.ParameterType;
        if (!ValueParsers.CanParse(type)) return Fail($"{parameter.Name} is of type {TypeNames.Of(type)}, which cannot be read from text: it is no string, no enum and no IParsable.");
        return Read(source, type, from, ValueParsers.For(type), IsOptional(parameter), Fallback(parameter));
    }

    private Expression? Service(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        if (compiler.IsSessionState(type)) return Expression.Call(typeof(Bound), nameof(Bound.SessionState), [type], _context);
        bool optional = IsOptional(parameter);
        if (!optional && !compiler.MayBeService(type)) return Fail($"{TypeNames.Of(type)} is not registered as a service: add it to builder.Services.");
        string get = optional ? nameof(ServiceProviderServiceExtensions.GetService) : nameof(ServiceProviderServiceExtensions.GetRequiredService);
        return Expression.Call(typeof(ServiceProviderServiceExtensions), get, [type], Of(nameof(MessageContext.Services)));
    }

    private Expression? KeyedService(ParameterInfo parameter, FromKeyedServicesAttribute keyed)
    {
        Type type = parameter.ParameterType;
        bool optional = IsOptional(parameter);
        if (!optional && !compiler.MayBeKeyedService(type, keyed.Key)) return Fail($"{TypeNames.Of(type)} is not registered as a service with the key {keyed.Key}: add it to builder.Services.");
        string get = optional ? nameof(ServiceProviderKeyedServiceExtensions.GetKeyedService) : nameof(ServiceProviderKeyedServiceExtensions.GetRequiredKeyedService);
        return Expression.Call(typeof(ServiceProviderKeyedServiceExtensions), get, [type], Of(nameof(MessageContext.Services)), Expression.Constant(keyed.Key, typeof(object)));
    }

    private Expression? Payload(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        if (kind == HandlerKind.Subscription) return Fail($"nothing fills the parameter {parameter.Name}: a SUBSCRIBE has no body, and no service, variable or header is meant by it.");
        if (_payload is not null)
        {
            return Fail(
                $"both {_payload.Name} and {parameter.Name} would be filled with the body: one of them may be meant as a variable (is it spelt so?), "
                + "as a [Header], or as a service that is not registered.");
        }

        _payload = parameter;
        try
        {
            BodyReader reader = compiler.Converters.ReaderFor(type);
            PayloadValidator? validator = compiler.Validation.For(type);
            return Read(typeof(PayloadSource<>), type, reader, compiler.Options.MaxPayloadSize, validator, IsOptional(parameter), Fallback(parameter));
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            return Fail($"no body can be read as {TypeNames.Of(type)}: {e.Message.TrimEnd('.')}.");
        }
    }

    /// <summary>A call of the source that is made for the parameter's type.</summary>
    private MethodCallExpression Read(Type definition, Type type, params object?[] arguments)
    {
        object source = Activator.CreateInstance(definition.MakeGenericType(type), arguments)!;
        return Expression.Call(Expression.Constant(source), source.GetType().GetMethod("Read")!, _context);
    }

    private MemberExpression Of(string property) => Expression.Property(_context, property);

    private static bool IsOptional(ParameterInfo parameter) => parameter.HasDefaultValue || Nullability.Allows(parameter);

    private static object? Fallback(ParameterInfo parameter)
    {
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        object? value = parameter.HasDefaultValue ? parameter.DefaultValue : null;
        // Null stands for the default of a value type, too; an enum's default comes as a number.
        if (value is null) return parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null;
        return type.IsEnum ? Enum.ToObject(type, value) : value;
    }
}

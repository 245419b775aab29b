using System.Diagnostics.CodeAnalysis;

namespace Wava.Broker.Handlers;

/// <summary>Puts a filter around a handler, or around all handlers of a class.</summary>
/// <typeparam name="TFilter">The filter; made anew for each message, with what the services offer.</typeparam>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class MessageFilterAttribute<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFilter> : Attribute, IMessageFilterMetadata
    where TFilter : IMessageFilter
{
    /// <inheritdoc/>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public Type FilterType => typeof(TFilter);
}

using System.Diagnostics.CodeAnalysis;

namespace Wava.Broker.Handlers;

/// <summary>Names a filter that stands around a handler.</summary>
public interface IMessageFilterMetadata
{
    /// <summary>The filter's type.</summary>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    Type FilterType { get; }
}

using System.Diagnostics.CodeAnalysis;
using Wava.Broker.Handlers;
using Wava.Broker.Hosting;

#pragma warning disable IDE0130 // Here, so that nobody needs a using to find it.
namespace Microsoft.AspNetCore.Builder;
#pragma warning restore IDE0130

/// <summary>Says of mapped message handlers, and of groups of them, what attributes say of methods.</summary>
public static class StompMessageConventionExtensions
{
    /// <summary>Says where answers go; see <see cref="SendToAttribute"/>. Of a group: where those of handlers go that say nothing themselves.</summary>
    /// <param name="builder">The handler or the group.</param>
    /// <param name="destinations">One or more destinations; none: the default one.</param>
    public static TBuilder SendTo<TBuilder>(this TBuilder builder, params string[] destinations)
        where TBuilder : IMessageConventionBuilder => builder.WithMetadata(new SendToAttribute(destinations));

    /// <summary>Sends answers to all sessions of the user who sent the message; see <see cref="SendToUserAttribute"/>.</summary>
    /// <param name="builder">The handler or the group.</param>
    /// <param name="destinations">One or more destinations without the user prefix; none: the default one.</param>
    public static TBuilder SendToUser<TBuilder>(this TBuilder builder, params string[] destinations)
        where TBuilder : IMessageConventionBuilder => builder.SendToUser(broadcast: true, destinations);

    /// <summary>Sends answers to the user who sent the message; see <see cref="SendToUserAttribute"/>.</summary>
    /// <param name="builder">The handler or the group.</param>
    /// <param name="broadcast">Whether all sessions of the user get the answer, or only the one that sent the message.</param>
    /// <param name="destinations">One or more destinations without the user prefix; none: the default one.</param>
    public static TBuilder SendToUser<TBuilder>(this TBuilder builder, bool broadcast, params string[] destinations)
        where TBuilder : IMessageConventionBuilder => builder.WithMetadata(new SendToUserAttribute(destinations) { Broadcast = broadcast });

    /// <summary>Puts a filter around the handlers. Filters run in the order in which they are added, those of a group before those of its handlers.</summary>
    /// <typeparam name="TFilter">The filter; made anew for each message, with what the services offer.</typeparam>
    /// <param name="builder">A handler that <c>MapMessage</c> or <c>MapSubscribe</c> gave.</param>
    public static MessageHandlerBuilder AddMessageFilter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFilter>(this MessageHandlerBuilder builder)
        where TFilter : IMessageFilter => builder.WithMetadata(new MessageFilterAttribute<TFilter>());

    /// <summary>Puts a filter around all handlers of a group, before their own.</summary>
    /// <typeparam name="TFilter">The filter; made anew for each message, with what the services offer.</typeparam>
    /// <param name="builder">The group.</param>
    public static MessageGroupBuilder AddMessageFilter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFilter>(this MessageGroupBuilder builder)
        where TFilter : IMessageFilter => builder.WithMetadata(new MessageFilterAttribute<TFilter>());

    /// <summary>Puts a filter around the handlers that is a delegate. Filters run in the order in which they are added, those of a group before those of its handlers.</summary>
    /// <param name="builder">The handler or the group.</param>
    /// <param name="filter">The filter: looks at the message, calls what it is given as a rule, looks at the answer.</param>
    public static TBuilder AddMessageFilter<TBuilder>(this TBuilder builder, Func<MessageContext, MessageFilterDelegate, ValueTask<object?>> filter)
        where TBuilder : IMessageConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(filter);
        return builder.WithMetadata(new InlineMessageFilter(filter));
    }

    /// <summary>Says how long the handlers may take; see <see cref="HandlerOptions.Timeout"/>.</summary>
    /// <param name="builder">The handler or the group.</param>
    /// <param name="timeout">The time; <see cref="Timeout.InfiniteTimeSpan"/>: as long as they like.</param>
    public static TBuilder WithTimeout<TBuilder>(this TBuilder builder, TimeSpan timeout)
        where TBuilder : IMessageConventionBuilder
    {
        if (!HandlerOptions.IsTimeout(timeout))
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A handler's timeout is longer than nothing and at most 49 days, or Timeout.InfiniteTimeSpan.");
        return builder.WithMetadata(new HandlerTimeoutAttribute(timeout == Timeout.InfiniteTimeSpan ? 0 : timeout.TotalSeconds));
    }
}

using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Destinations;

namespace Wava.Broker.Security;

/// <summary>Decides by the application's rules, and by one of its own: nobody sends into another user's destinations.</summary>
/// <remarks>
/// <para>The first rule that matches decides. Without any rules everybody may do everything, save for that one thing.</para>
/// <para>A subscription to a pattern asks for many destinations at once, each of which may have a first rule of its own. So all rules that meet the
/// pattern are asked in turn, up to the first that covers all of it, and each must let the client through. That several rules together cover a
/// pattern is not worked out: what none of them covers alone is also a matter of <see cref="RuleBook.Otherwise"/>.</para>
/// </remarks>
internal sealed class DestinationGuard : IDestinationGuard
{
    private readonly RuleBook _book;
    private readonly UserDestinations _users;
    private readonly string _errorDestination;
    private readonly IServiceScopeFactory _scopes;

    /// <param name="book">The rules.</param>
    /// <param name="userPrefix">What the destinations of a single user begin with.</param>
    /// <param name="errorDestination">Where a client hears what is wrong.</param>
    /// <param name="scopes">Where conditions get their services from.</param>
    public DestinationGuard(RuleBook book, string userPrefix, string errorDestination, IServiceScopeFactory scopes)
    {
        (_book, _errorDestination, _scopes) = (book, errorDestination, scopes);
        _users = new UserDestinations(userPrefix, book.Separator);
    }

    /// <summary>The authorization policies that the rules name.</summary>
    public IEnumerable<string> Policies => _book.Policies;

    public bool Concerns(DestinationAction action, ReadOnlySpan<byte> destination)
    {
        if (action == DestinationAction.Send && _users.Contain(destination)) return true;
        if (_book.Otherwise is not { } otherwise) return false;
        if (action == DestinationAction.Subscribe && DestinationPattern.IsPattern(destination)) return true;
        return !First(action, destination, otherwise).IsOpen;
    }

    public async ValueTask<string?> CheckAsync(DestinationAccess access, CancellationToken stop) =>
        await MayAsync(access, stop) ? null : Refusal.Of(access.Action, access.Destination, access.User);

    private ValueTask<bool> MayAsync(DestinationAccess access, CancellationToken stop)
    {
        byte[] destination = Encoding.UTF8.GetBytes(access.Destination);
        bool isUsers = _users.Contain(destination);
        bool toAnother = isUsers && access.Action == DestinationAction.Send && !_users.IsOwn(destination, access);
        if (_book.Otherwise is not { } otherwise) return new ValueTask<bool>(!toAnother);
        if (access.Action == DestinationAction.Subscribe)
        {
            // A client that may listen to nothing must still be able to hear so.
            if (isUsers && access.Destination == _errorDestination) return new ValueTask<bool>(true);
            if (access.IsPattern) return MayListenAsync(access, destination, otherwise, stop);
        }

        DestinationRule rule = First(access.Action, destination, otherwise);
        if (toAnother && !_users.AreMeantBy(rule.Pattern)) return new ValueTask<bool>(false);
        return rule.AllowsAsync(access, destination, _scopes, stop);
    }

    private async ValueTask<bool> MayListenAsync(DestinationAccess access, byte[] destination, DestinationRule otherwise, CancellationToken stop)
    {
        if (!DestinationPattern.TryParse(access.Destination, _book.Separator, out DestinationPattern? subscribed, out _)) return false;
        foreach (DestinationRule rule in _book.Rules)
        {
            if (!rule.Meets(subscribed)) continue;
            if (!await rule.AllowsAsync(access, destination, _scopes, stop)) return false;
            if (rule.Covers(subscribed)) return true;
        }

        return await otherwise.AllowsAsync(access, destination, _scopes, stop);
    }

    private DestinationRule First(DestinationAction action, ReadOnlySpan<byte> destination, DestinationRule otherwise)
    {
        foreach (DestinationRule rule in _book.Rules)
        {
            if (rule.Matches(action, destination)) return rule;
        }

        return otherwise;
    }
}

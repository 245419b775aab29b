using System.Text;
using Wava.Broker.Channels;
using Wava.Broker.Messages;
using Wava.Broker.Sessions;

namespace Wava.Broker.Handlers;

/// <summary>Brings a handler's answer to where it goes.</summary>
internal sealed partial class HandlerReplies(RunnerServices services)
{
    private readonly Publisher _publisher = services.Publisher;
    private readonly IUserMessenger _users = services.Users;
    private readonly AnswerEncoder _encode = services.Encode;
    private readonly string _userPrefix = services.Users.Prefix;
    private readonly string[] _copied = [.. services.Options.CopiedHeaders];

    /// <summary>Sends an answer. Completed: every message that came of it has its place.</summary>
    public ValueTask SendAsync(MessageContext context, ReplyPlan plan, object answer) => answer switch
    {
        OutgoingMessage outgoing => SendOutgoingAsync(context, plan, outgoing),
        Message message => SendMessageAsync(context, message),
        IEnumerable<OutgoingMessage> several => SendAllAsync(context, plan, several),
        IEnumerable<Message> several => SendAllAsync(context, several),
        _ => SendPayloadAsync(context, plan, answer, CopyHeaders(context.Message, null)),
    };

    private ValueTask SendOutgoingAsync(MessageContext context, ReplyPlan plan, OutgoingMessage outgoing)
    {
        if (outgoing.Payload is not { } payload) return default;
        IEnumerable<KeyValuePair<string, string>>? headers = CopyHeaders(context.Message, outgoing.Headers);
        StompSession session = context.Session;
        return outgoing.Target switch
        {
            OutgoingTarget.Destination => _publisher.PublishAsync(_encode(outgoing.Destination!, payload, headers), session, session.Ended),
            OutgoingTarget.User => Forget(_users.SendToUserAsync(outgoing.Name!, _encode(_userPrefix + outgoing.Destination, payload, headers), session, session.Ended)),
            OutgoingTarget.Session => Forget(_users.SendToSessionAsync(outgoing.Name!, _encode(_userPrefix + outgoing.Destination, payload, headers), session, session.Ended)),
            _ => SendPayloadAsync(context, plan, payload, headers),
        };
    }

    private ValueTask SendMessageAsync(MessageContext context, Message message)
    {
        // A message that has had its place in some order already gets another one, and so another number.
        if (message.Sequence != 0) message = message.Readdress(Encoding.UTF8.GetBytes(message.Destination), []);
        if (context.Subscription is not { } subscription || !message.DestinationOctets.SequenceEqual(subscription.DestinationOctets))
            return _publisher.PublishAsync(message, context.Session, context.Session.Ended);
        Deliver(subscription, message);
        return default;
    }

    private async ValueTask SendAllAsync(MessageContext context, ReplyPlan plan, IEnumerable<OutgoingMessage> several)
    {
        foreach (OutgoingMessage? each in several)
        {
            if (each is not null) await SendOutgoingAsync(context, plan, each);
        }
    }

    private async ValueTask SendAllAsync(MessageContext context, IEnumerable<Message> several)
    {
        foreach (Message? each in several)
        {
            if (each is not null) await SendMessageAsync(context, each);
        }
    }

    /// <summary>What goes out with an answer: its own headers, and those of the question that are to be copied. Null: none.</summary>
    private IEnumerable<KeyValuePair<string, string>>? CopyHeaders(Message message, IReadOnlyDictionary<string, string>? own)
    {
        if (_copied.Length == 0) return own is { Count: > 0 } ? own : null;
        List<KeyValuePair<string, string>> headers = own is null ? [] : [.. own];
        foreach (string name in _copied)
        {
            if (own?.ContainsKey(name) != true && message.GetHeader(name) is { } value) headers.Add(new(name, value));
        }

        return headers.Count == 0 ? null : headers;
    }
}

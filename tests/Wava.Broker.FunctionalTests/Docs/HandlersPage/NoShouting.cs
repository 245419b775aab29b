using Wava.Broker.Channels;
using Wava.Broker.Frames;

namespace Wava.Broker.FunctionalTests.Docs.HandlersPage;

public sealed class NoShouting : IInboundInterceptor
{
    public ValueTask InvokeAsync(InboundContext context, InboundDelegate next)
    {
        if (context is { Command: StompCommand.Send, Message: { } message } && message.GetHeader("shout") is not null)
            throw new StompException("No shouting", "Leave the header 'shout' out.");
        return next(context);
    }
}

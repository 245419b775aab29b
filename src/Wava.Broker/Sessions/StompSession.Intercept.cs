using Wava.Broker.Channels;
using Wava.Broker.Frames;
using Wava.Broker.Messages;

namespace Wava.Broker.Sessions;

public sealed partial class StompSession
{
    /// <summary>Leads a frame past the interceptors, and does what it asks for if they let it through.</summary>
    private async ValueTask InterceptAsync(StompFrame frame)
    {
        var context = new InboundContext(this, frame, _ended.Token);
        if (frame.Command == StompCommand.Send && context.Destination is not null) context.Message = Message.FromSend(frame);
        bool passed = false;
        await _services.Inbound.PassAsync(context, through =>
        {
            passed = true;
            return Perform(frame, through);
        });
        if (passed || _closing is not null) return;
        switch (frame.Command)
        {
            case StompCommand.Send:
                Receipt(frame);
                break;
            case StompCommand.Disconnect:
                // Nobody can be made to stay.
                await Disconnect(frame);
                break;
            case StompCommand.Subscribe:
                await RefuseSoftly(frame, CloseReason.Policy, "Refused", "The server does not accept this subscription.");
                break;
            default:
                await Refuse(frame, new ErrorReply(CloseReason.Policy, "Refused", $"The server does not accept this {StompCommands.Text(frame.Command)} frame."));
                break;
        }
    }
}

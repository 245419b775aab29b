using Wava.Web.Accounts;
using Wava.Web.Problems;
using Wava.Web.Rooms;
using Wava.Web.Storage;

namespace Wava.Web.Signaling.Sockets;

internal sealed partial class SignalSocket
{
    private bool _mayComeBack;
    private int _refusals;

    private async Task HandleAsync(ReadOnlyMemory<byte> text)
    {
        try
        {
            SocketMessage message = SocketJson.Read(text.Span) ?? throw Malformed("A message is JSON: {\"event\": ..., \"data\": ...}.");
            await DoAsync(message);
            _refusals = 0;
        }
        catch (ProblemException e)
        {
            Refuse(e);
        }
    }

    private async Task DoAsync(SocketMessage message)
    {
        if (message.Event == SocketEvents.SignIn)
        {
            await SignInAsync(SocketJson.Read<SocketSignIn>(message.Data) ?? throw Malformed("A sign-in says {\"token\": ...}."));
            return;
        }

        if (SignIn is not { } signIn)
        {
            Close(SocketClose.NotSignedIn);
            return;
        }

        if (message.Event == SocketEvents.Leave)
        {
            await _services.Calls.LeaveAsync(_room, this);
            Close(SocketClose.Normal);
            return;
        }

        await _services.Gate.DemandAsync(signIn.User, _room, RoomAction.Call, _cut.Token);
        if (message.Event == SocketEvents.State)
            await _services.Calls.ChangeAsync(_room, SocketJson.Read<StateChange>(message.Data) ?? throw Malformed("A state has microphone, camera, screen and hand, each true or false."), this);
        else
            await _services.Calls.SignalAsync(_room, message.To, message.Event, message.Data, this);
    }

    /// <summary>Says who it is, or shows a new token in good time.</summary>
    private async Task SignInAsync(SocketSignIn request)
    {
        if (!Pace.TryTake()) throw SignalProblems.TooFast(Pace.Wait());
        SignIn? shown = await _services.Tokens.ReadAsync(request.Token, _cut.Token);
        if (SignIn is not { } known)
        {
            if (shown is null) Close(SocketClose.NotSignedIn);
            else await EnterAsync(request, shown);
            return;
        }

        if (shown is null) throw new ProblemException(ProblemCode.NotSignedIn, StatusCodes.Status401Unauthorized, "The token is not good.");
        if (CurrentUser.Of(shown.User).Id != CurrentUser.Of(known.User).Id)
            throw new ProblemException(ProblemCode.NotAllowed, StatusCodes.Status403Forbidden, "A sign-in can be renewed only by the user whose it is.", "Open another connection.");
        Accept(shown);
        Write(SocketJson.Write(SocketEvents.SignIn, new { ExpiresAt = shown.ExpiresAt?.UtcDateTime }));
    }

    /// <summary>Brings whoever has signed in into the call, or says why not.</summary>
    private async Task EnterAsync(SocketSignIn request, SignIn signIn)
    {
        Accept(signIn);
        try
        {
            Membership who = await _services.Gate.DemandAsync(signIn.User, _room, RoomAction.Call, _cut.Token);
            _mayComeBack = request.Device is not null;
            await _services.Calls.JoinAsync(who, new JoinRequest(request.Device ?? Ids.New(), request.State), this, _cut.Token);
        }
        catch (ProblemException e)
        {
            Write(SocketJson.Write(e));
            Close(e.Code switch
            {
                ProblemCode.RoomFull => SocketClose.Full,
                ProblemCode.NotSignedIn => SocketClose.NotSignedIn,
                ProblemCode.NoSuchRoom or ProblemCode.NotAllowed => SocketClose.NoMember,
                _ => SocketClose.Refused,
            });
        }
    }

    private void Accept(SignIn signIn)
    {
        SignIn = signIn;
        // Once the end has been decided the timer watches over that.
        if (_closing is null) SetTimer(signIn.ExpiresAt - _services.Time.GetUtcNow());
    }

    /// <summary>Says what was not done. Who does nothing but what is refused is not talked to for ever.</summary>
    private void Refuse(ProblemException problem)
    {
        Write(SocketJson.Write(problem));
        if (problem.Code == ProblemCode.NoSuchRoom) Close(SocketClose.NoMember);
        else if (++_refusals > _services.Options.SignalBurst) Close(SocketClose.TooFast);
    }

    private async Task ExitAsync()
    {
        if (_mayComeBack && !_hasLeft) await _services.Calls.LoseAsync(this);
        else await _services.Calls.LeaveAsync(_room, this, _hasLeft ? LeaveReason.Left : LeaveReason.Lost);
    }

    private static ProblemException Malformed(string words) => new(ProblemCode.Invalid, StatusCodes.Status400BadRequest, "The message cannot be read.", words);
}

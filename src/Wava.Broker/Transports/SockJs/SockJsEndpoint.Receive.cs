using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Wava.Broker.Sessions;

namespace Wava.Broker.Transports.SockJs;

internal sealed partial class SockJsEndpoint
{
    /// <summary>Serves a request that wants a session's frames; the first one on an id makes the session.</summary>
    /// <remarks>Tens of thousands of idle clients wait here: what it takes to get so far stands in a method of its own, and what nobody needs any more is let go.</remarks>
    private async Task ReceiveAsync(HttpContext http, SockJsRoute route, TransportKind kind)
    {
        try
        {
            if (await AttachAsync(http, route, kind) is not { } receiver) return;
            if (!receiver.Completion.IsCompleted)
            {
                route = default;
                http.Request.RouteValues = [];
                // Until the receiver has taken what it may, or the client breaks off.
                using (http.RequestAborted.UnsafeRegister(static state => ((HttpReceiver)state!).Break(), receiver)) await receiver.Completion;
            }

            if (receiver.IsPolling) await receiver.AnswerAsync();
        }
        catch (Exception e) when (HasGone(http, e))
        {
            // Nothing to do.
        }
    }

    /// <summary>Gives the session the response to write to. Null: the request has been answered already.</summary>
    private async ValueTask<HttpReceiver?> AttachAsync(HttpContext http, SockJsRoute route, TransportKind kind)
    {
        PrepareTransport(http);
        string? callback = null;
        if (kind is TransportKind.Jsonp or TransportKind.HtmlFile)
        {
            http.Response.Headers.XContentTypeOptions = "nosniff";
            callback = http.Request.Query["c"].ToString();
            if (callback.Length == 0 || !Framing.IsCallback(callback))
            {
                Refused("callback");
                await AnswerAsync(http, StatusCodes.Status500InternalServerError, callback.Length == 0 ? "\"callback\" parameter required\n" : "invalid \"callback\" parameter\n");
                return null;
            }
        }

        if (await FindOrOpenAsync(http, route.SessionId, kind) is not { } connection) return null;
        http.Response.ContentType = kind.ContentType();
        KeepUncompressed(http);
        if (!kind.IsPolling())
        {
            // A frame must not wait for the next one, here or in a proxy.
            http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            http.Response.Headers["X-Accel-Buffering"] = "no";
            await http.Response.StartAsync(http.RequestAborted);
        }

        var receiver = new HttpReceiver(http, connection, callback, _options.StreamLimit);
        AttachResult attached = connection.Attach(receiver);
        if (attached != AttachResult.Attached) await RejectAsync(receiver, attached);
        return receiver;
    }

    private static async Task RejectAsync(HttpReceiver receiver, AttachResult why)
    {
        Refused();
        await receiver.FlushAsync();
        receiver.Complete();

        void Refused()
        {
            receiver.WriteOwn();
            if (why == AttachResult.Busy) receiver.WriteClose(2010, "Another connection still open");
            else receiver.WriteClose(1002, "Connection interrupted");
        }
    }

    /// <summary>The session of this id; a new one if there is none. Null: the request has been answered already.</summary>
    private async ValueTask<SockJsConnection?> FindOrOpenAsync(HttpContext http, string id, TransportKind kind)
    {
        while (true)
        {
            if (Table.TryGet(id, out SockJsConnection? known))
            {
                if (known.Kind == kind && known.UserKey == SockJsConnection.KeyOf(UserOf(http))) return known;
                if (known.Kind == kind) RefuseForeign(http);
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return null;
            }

            if (!await TryEnterAsync(http)) return null;
            var made = new SockJsConnection(_services, _options, kind, UserOf(http), http.Connection.RemoteIpAddress?.ToString(), Table, id);
            if (!Table.TryAdd(id, made))
            {
                // Somebody else's request was first.
                _services.Admission.Leave(made.RemoteAddress);
                _services.Census.Leave(made.UserKey, made.RemoteAddress);
                continue;
            }

            made.Start(_open(made));
            return made;
        }
    }

    /// <summary>Takes a place for a new session; false: there is none, and the request has been answered.</summary>
    /// <param name="http">The request.</param>
    /// <param name="isCounted">Whether the session counts for its user and its address: one on a socket of its own costs its maker as much as the server.</param>
    private async ValueTask<bool> TryEnterAsync(HttpContext http, bool isCounted = true)
    {
        string? address = http.Connection.RemoteIpAddress?.ToString();
        AdmissionResult admitted = _services.Admission.TryEnter(address);
        string reason;
        if (admitted == AdmissionResult.Admitted)
        {
            if (!isCounted || _services.Census.TryEnter(SockJsConnection.KeyOf(UserOf(http)), address, _options)) return true;
            _services.Admission.Leave(address);
            reason = "sessions-full";
        }
        else
        {
            reason = Admission.Reason(admitted);
        }

        _services.Metrics.ConnectionRefused(reason);
        if (_services.LogBudget.Allows()) LogRefused(_services.Logger, address, reason);
        http.Response.Headers.RetryAfter = "5";
        bool full = admitted is AdmissionResult.Admitted or AdmissionResult.AddressFull;
        await AnswerAsync(
            http,
            full ? StatusCodes.Status429TooManyRequests : StatusCodes.Status503ServiceUnavailable,
            full ? "Too many sessions of this user or from this address.\n" : "The server takes no new sessions now.\n");
        return false;
    }

    private void RefuseForeign(HttpContext http)
    {
        Refused("foreign-user");
        if (_services.LogBudget.Allows()) LogForeign(_services.Logger, http.Connection.RemoteIpAddress?.ToString());
    }

    /// <summary>
    /// Keeps compressing middleware away, which would hold frames back: it decides by what the request accepts.
    /// </summary>
    private static void KeepUncompressed(HttpContext http) => http.Request.Headers.AcceptEncoding = default;
}

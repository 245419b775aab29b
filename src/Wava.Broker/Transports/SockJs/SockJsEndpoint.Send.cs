using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Wava.Broker.Transports.SockJs;

internal sealed partial class SockJsEndpoint
{
    private const string Expected = "Payload expected.\n";
    private const string Broken = "Broken JSON encoding.\n";

    /// <summary>Serves a request that brings messages.</summary>
    private async Task SendAsync(HttpContext http, SockJsRoute route)
    {
        PrepareTransport(http);
        if (!Table.TryGet(route.SessionId, out SockJsConnection? connection) || connection.Payload is not { } payload)
        {
            Refused("unknown-session");
            if (_services.LogBudget.Allows()) LogStrayed(_services.Logger, http.Connection.RemoteIpAddress?.ToString());
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (connection.UserKey != SockJsConnection.KeyOf(UserOf(http)))
        {
            RefuseForeign(http);
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!connection.TryQueue())
        {
            Refused("waiting-requests");
            http.Response.Headers.RetryAfter = "1";
            await AnswerAsync(http, StatusCodes.Status503ServiceUnavailable, "Too many requests of this session wait already.\n");
            return;
        }

        await connection.TakeTurnAsync();
        try
        {
            await TakeAsync(http, route, connection, payload);
        }
        finally
        {
            connection.LeaveTurn();
            connection.LeaveQueue();
        }
    }

    private async Task TakeAsync(HttpContext http, SockJsRoute route, SockJsConnection connection, ISockJsPayload payload)
    {
        using var reader = new ArrayReader(payload.KeepsLoneSurrogates, _options.MaxMessagesPerRequest);
        bool isForm = route.Resource == SockJsResource.JsonpSend && http.Request.HasFormContentType;
        BodyStatus status = isForm ? await ReadFormAsync(http, reader) : await ReadBodyAsync(http, reader);
        if (status == BodyStatus.TooLarge || reader.HasTooMany)
        {
            Refused("too-large");
            await AnswerAsync(
                http,
                StatusCodes.Status413PayloadTooLarge,
                $"At most {_options.MaxRequestSize} octets and {_options.MaxMessagesPerRequest} messages are taken at once (MaxRequestSize, MaxMessagesPerRequest).\n");
            return;
        }

        if (status == BodyStatus.Broken || !reader.IsComplete)
        {
            Refused("payload");
            await AnswerAsync(http, StatusCodes.Status500InternalServerError, status == BodyStatus.Whole && reader.IsUnbegun ? Expected : Broken);
            return;
        }

        payload.Received(http.Request.ContentLength ?? reader.Size);
        // Who sends to a closed session is told so where it receives.
        if (reader.Ends.Count > 0 && !connection.IsClosed) await payload.ReceiveAsync(reader.Text, reader.Ends);
        if (route.Resource == SockJsResource.JsonpSend)
        {
            await AnswerAsync(http, StatusCodes.Status200OK, "ok");
            return;
        }

        http.Response.StatusCode = StatusCodes.Status204NoContent;
        http.Response.ContentType = Plain;

        void Refused(string reason) => _services.Metrics.SockJsRefused(reason);
    }

    private async ValueTask<BodyStatus> ReadBodyAsync(HttpContext http, ArrayReader reader)
    {
        LimitBody(http);
        PipeReader body = http.Request.BodyReader;
        long total = 0;
        while (true)
        {
            ReadResult read;
            try
            {
                read = await body.ReadAsync(http.RequestAborted);
            }
            catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
            {
                return BodyStatus.TooLarge;
            }

            total += read.Buffer.Length;
            bool fits = total <= _options.MaxRequestSize;
            bool good = fits && Feed(read.Buffer, reader);
            body.AdvanceTo(read.Buffer.End);
            if (!fits) return BodyStatus.TooLarge;
            if (!good) return BodyStatus.Broken;
            if (read.IsCompleted) return BodyStatus.Whole;
        }
    }

    /// <summary>Reads a form, of which only the field <c>d</c> counts.</summary>
    private async ValueTask<BodyStatus> ReadFormAsync(HttpContext http, ArrayReader reader)
    {
        LimitBody(http);
        OctetBuffer form = default;
        try
        {
            PipeReader body = http.Request.BodyReader;
            while (true)
            {
                ReadResult read = await body.ReadAsync(http.RequestAborted);
                bool fits = form.Length + read.Buffer.Length <= _options.MaxRequestSize;
                if (fits)
                {
                    foreach (ReadOnlyMemory<byte> piece in read.Buffer) form.Append(piece.Span);
                }

                body.AdvanceTo(read.Buffer.End);
                if (!fits) return BodyStatus.TooLarge;
                if (!read.IsCompleted) continue;
                return Feed(ref form, reader) ? BodyStatus.Whole : BodyStatus.Broken;
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return BodyStatus.TooLarge;
        }
        finally
        {
            form.Release();
        }

        static bool Feed(ref OctetBuffer form, ArrayReader reader)
        {
            OctetBuffer field = default;
            bool good = !FormField.TryDecode(form.Span, ref field) || reader.Read(field.Span);
            field.Release();
            return good;
        }
    }

    private static bool Feed(ReadOnlySequence<byte> octets, ArrayReader reader)
    {
        foreach (ReadOnlyMemory<byte> piece in octets)
        {
            if (!reader.Read(piece.Span)) return false;
        }

        return true;
    }

    /// <summary>The endpoint's limit, not the server's, which may be smaller or larger.</summary>
    private void LimitBody(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = _options.MaxRequestSize;
    }

    private enum BodyStatus
    {
        Whole,
        Broken,
        TooLarge,
    }
}

using System.Buffers;
using System.Text.Json;
using Wava.Broker.Frames;
using Wava.Broker.Messages;

namespace Wava.Broker.Sessions;

public sealed partial class StompSession
{
    private static readonly MessageSequence Reports = new();

    /// <summary>Refuses a frame that is well-formed but cannot be done.</summary>
    private ValueTask Refuse(StompFrame frame, string message, string details) =>
        Refuse(frame, new ErrorReply(CloseReason.Protocol, message, details));

    private ValueTask RefuseLimit(StompFrame frame, string message, string details, string limit) =>
        Refuse(frame, new ErrorReply(CloseReason.Policy, message, details) { Limit = limit });

    private ValueTask Refuse(StompFrame frame, ErrorReply error)
    {
        FailOn(frame, error);
        return default;
    }

    /// <summary>Refuses a frame: on the error queue and without hanging up, where the options and the client want it so; else by ERROR.</summary>
    private ValueTask RefuseSoftly(StompFrame frame, CloseReason close, string message, string details)
    {
        if (!_services.Options.SoftRefusals || !TryReport(frame, new ErrorReport(message, details))) FailOn(frame, new ErrorReply(close, message, details));
        return default;
    }

    private void FailOn(StompFrame frame, ErrorReply error) => Fail(error with { ReceiptId = ReceiptOf(frame) });

    private void FailOnOctets()
    {
        FrameError error = _reader.Error;
        Fail(new ErrorReply(error.Limit is null ? CloseReason.Protocol : CloseReason.TooLarge, error.Message, error.Details)
        {
            ReceiptId = ReceiptOf(_reader.Frame),
            Limit = error.Limit,
        });
    }

    private void FailOnException(Exception exception, StompFrame frame)
    {
        switch (exception)
        {
            case HandlerFailureException failure:
                // The handler's trouble, not the protocol's: only a receipt that can never come must be answered by ERROR.
                if (_services.Options.ReportErrors && TryReport(frame, failure.Report)) return;
                if (frame.Has(KnownHeader.Receipt)) FailOn(frame, new ErrorReply(CloseReason.Policy, failure.Report.Message, failure.Report.Details));
                return;
            case StompException known when _services.Options.SoftRefusals && IsRefusable(frame.Command) && TryReport(frame, ErrorReport.Of(known)):
                return;
            case StompException known:
                FailOn(frame, new ErrorReply(CloseReason.Policy, known.Message, known.Details) { Cause = known });
                return;
            case OperationCanceledException when _ended.IsCancellationRequested:
                return;
        }

        // Only what is meant for the client reaches it: everything else stays in the log.
        LogFailed(_services.Logger, exception, Id);
        FailOn(frame, new ErrorReply(CloseReason.Internal, "Server error", "The server could not handle the frame. The fault is not in the frame; try again later.") { Cause = exception });
    }

    /// <summary>Frames of which a refusal leaves nothing in doubt. After any other the two sides would no longer agree on what holds.</summary>
    private static bool IsRefusable(StompCommand command) => command is StompCommand.Send or StompCommand.Subscribe;

    /// <summary>Tells the client on its error queue what became of a frame.</summary>
    /// <returns>False when it does not listen there.</returns>
    private bool TryReport(StompFrame frame, ErrorReport report) => TryReport(
        new Culprit(
            frame.Command,
            frame.GetString(KnownHeader.Destination),
            frame.Command == StompCommand.Subscribe ? frame.GetString(KnownHeader.Id) : null,
            frame.GetString(KnownHeader.Receipt)),
        report);

    /// <summary>Tells the client, if it listens, what became of a subscription that had been confirmed. Called on any thread.</summary>
    internal void Report(Subscription subscription, ErrorReport report)
    {
        if (_services.Options.ReportErrors) TryReport(new Culprit(StompCommand.Subscribe, subscription.Destination, subscription.Id, null), report);
    }

    private bool TryReport(Culprit culprit, ErrorReport report)
    {
        Subscription? listener = null;
        lock (_subscriptions)
        {
            foreach (Subscription each in _subscriptions.All)
            {
                if (each.Destination == _services.Options.ErrorDestination) listener = each;
            }
        }

        if (listener is null) return false;
        var body = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(body)) Write(json, culprit, report);
        Message message = Message.Create(
            listener.Destination, body.WrittenSpan, "application/json", culprit.Receipt is null ? null : [KeyValuePair.Create("receipt-id", culprit.Receipt)]);
        Reports.Number(message);
        listener.Deliver(message);
        _services.Metrics.Reported();
        return true;
    }

    private static void Write(Utf8JsonWriter json, Culprit culprit, ErrorReport report)
    {
        json.WriteStartObject();
        if (report.Code is not null) json.WriteString("code", report.Code);
        json.WriteString("message", report.Message);
        json.WriteString("details", report.Details);
        json.WriteString("command", StompCommands.Text(culprit.Command));
        if (culprit.Destination is not null) json.WriteString("destination", culprit.Destination);
        if (culprit.Subscription is not null) json.WriteString("subscription", culprit.Subscription);
        if (culprit.Receipt is not null) json.WriteString("receipt", culprit.Receipt);
        if (report.RetryAfter is { } wait) json.WriteNumber("retryAfter", Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)));
        if (report.Reference is not null) json.WriteString("reference", report.Reference);
        if (report.Errors.Count > 0)
        {
            json.WriteStartObject("errors");
            foreach ((string field, string[] problems) in report.Errors)
            {
                json.WriteStartArray(field);
                foreach (string problem in problems) json.WriteStringValue(problem);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>The frame that a report is about, by what its client knows it by.</summary>
    private readonly record struct Culprit(StompCommand Command, string? Destination, string? Subscription, string? Receipt);
}

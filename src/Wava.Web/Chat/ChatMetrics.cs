using System.Diagnostics.Metrics;

namespace Wava.Web.Chat;

/// <summary>What an operator wants to know about the chat: how much is written, and how much waits.</summary>
internal sealed class ChatMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _stored;
    private readonly Counter<long> _tooFast;

    public ChatMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("Wava.Web");
        _stored = _meter.CreateCounter<long>("wava.chat.stored", "{message}", "Messages, edits, deletions and reactions that were stored.");
        _tooFast = _meter.CreateCounter<long>("wava.chat.too_fast", "{message}", "Messages that were refused because their author wrote too fast.");
    }

    public void Stored(int count) => _stored.Add(count);

    public void TooFast() => _tooFast.Add(1);

    public void WatchQueue(Func<int> length) => _meter.CreateObservableGauge("wava.chat.queue.length", length, "{message}", "Messages that wait to be stored.");
}

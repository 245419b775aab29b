namespace Wava.Testing;

public sealed partial class StompTestClient
{
    /// <summary>The next frame, which has to be of this command.</summary>
    public async Task<TestFrame> ExpectAsync(string command, TimeSpan? within = null)
    {
        var frame = await AwaitAsync(command, within);
        return frame.Command == command ? frame : throw Unexpected(command, frame);
    }

    /// <summary>The receipt of this id. Messages and other receipts that come first are kept for later calls; ERROR fails.</summary>
    /// <remarks>
    /// A report on the error queue that speaks of this receipt fails as well, and is kept: the receipt will not come. A test that cares about what
    /// comes before the receipt uses <see cref="ExpectAsync"/>.
    /// </remarks>
    public async Task<TestFrame> ExpectReceiptAsync(string id, TimeSpan? within = null)
    {
        var frame = await TakeAsync($"RECEIPT {id}", frame => frame.Command is "RECEIPT" or "MESSAGE" && frame["receipt-id"] == id, within);
        if (frame.Command == "RECEIPT") return frame;
        _aside.Add(frame);
        throw Unexpected($"RECEIPT {id}", frame);
    }

    /// <summary>The next frame, which has to be ERROR.</summary>
    public Task<TestFrame> ExpectErrorAsync(TimeSpan? within = null) => ExpectAsync("ERROR", within);

    /// <summary>The next frame, which has to be ERROR with these words in its header <c>message</c>.</summary>
    public async Task<TestFrame> ExpectErrorAsync(string message, TimeSpan? within = null)
    {
        var frame = await ExpectErrorAsync(within);
        return frame["message"] == message ? frame : throw Unexpected($"ERROR with 'message:{message}'", frame);
    }

    /// <summary>Waits for the end of the connection, before which no frame may come.</summary>
    /// <returns>The close code of a WebSocket; null for a byte stream, and for a WebSocket that was cut without a close frame.</returns>
    public async Task<int?> ExpectClosedAsync(TimeSpan? within = null)
    {
        var limit = within ?? Patience;
        try
        {
            if (await NextAsync(limit) is { } frame) throw Unexpected("the end of the connection", frame);
        }
        catch (TimeoutException)
        {
            throw new StompTestException($"Expected the end of the connection, but it is open after {limit.TotalSeconds:0.###} s{Rest}.");
        }

        return CloseCode;
    }

    /// <summary>Waits for so long, in which neither a frame nor the end of the connection may come; heart-beats may.</summary>
    public async Task ExpectNothingAsync(TimeSpan during)
    {
        try
        {
            throw await NextAsync(during) is { } frame
                ? Unexpected("nothing", frame)
                : new StompTestException($"Expected nothing, but the connection is closed ({Ending}).");
        }
        catch (TimeoutException)
        {
            // As it should be.
        }
    }

    // The first frame that is the one meant, of those kept and those to come. Messages and receipts that are not it are kept, in order.
    private async Task<TestFrame> TakeAsync(string what, Predicate<TestFrame> isIt, TimeSpan? within)
    {
        var kept = _aside.FindIndex(isIt);
        if (kept >= 0)
        {
            var frame = _aside[kept];
            _aside.RemoveAt(kept);
            return frame;
        }

        var before = _aside.ToArray();
        _aside.Clear();
        List<TestFrame> passed = [];
        try
        {
            while (true)
            {
                var frame = await AwaitAsync(what, within);
                if (isIt(frame)) return frame;
                if (frame.Command is not ("MESSAGE" or "RECEIPT")) throw Unexpected(what, frame);
                passed.Add(frame);
            }
        }
        catch (StompTestException e) when (passed.Count > 0)
        {
            throw new StompTestException($"{e.Message}\nBefore that came:\n{string.Join('\n', passed)}");
        }
        finally
        {
            _aside.AddRange(before);
            _aside.AddRange(passed);
        }
    }

    private static StompTestException Unexpected(string what, TestFrame frame) => new($"Expected {what}, but this came:\n{frame}");
}

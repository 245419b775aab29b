using Wava.Broker.Channels;
using Wava.Broker.Frames;
using Wava.Broker.Messages;

namespace Wava.Broker.Sessions;

public sealed partial class StompSession
{
    private Dictionary<string, Transaction>? _transactions;
    private long _transactionSize;

    private ValueTask Begin(StompFrame frame)
    {
        if (frame.GetString(KnownHeader.Transaction) is not { Length: > 0 } id) return RefuseNoTransaction(frame);
        _transactions ??= new Dictionary<string, Transaction>(StringComparer.Ordinal);
        if (_transactions.Count >= Limits.MaxTransactions)
            return RefuseLimit(frame, "Too many transactions", $"A connection may have {Limits.MaxTransactions} open transactions (Limits.MaxTransactions).", "MaxTransactions");
        if (!_transactions.TryAdd(id, new Transaction()))
            return Refuse(frame, "Transaction id in use", "A transaction with that id is open: COMMIT or ABORT it first, or choose another id.");
        Receipt(frame);
        return default;
    }

    private ValueTask Abort(StompFrame frame)
    {
        if (!TryClose(frame, out _, out ValueTask refused)) return refused;
        Receipt(frame);
        return default;
    }

    private async ValueTask CommitAsync(StompFrame frame)
    {
        if (!TryClose(frame, out Transaction? transaction, out ValueTask refused))
        {
            await refused;
            return;
        }

        HandlerFailureException? failure = null;
        foreach (Transaction.Step step in transaction!.Steps)
        {
            try
            {
                if (step.Message is { } message) await step.Route!.SendAsync(this, message, _ended.Token);
                else TryAcknowledge(step.Subscription!, step.Delivery, step.Outcome);
            }
            catch (HandlerFailureException e)
            {
                // One handler's trouble does not take back what is committed; the sender hears of the first.
                failure ??= e;
            }
        }

        if (failure is not null) throw failure;
        Receipt(frame);
    }

    /// <summary>Keeps a SEND for COMMIT. Its receipt comes at once: it says that the message is in the transaction.</summary>
    private ValueTask SendLater(StompFrame frame, IMessageRoute route, Message message) =>
        AddStep(frame, new Transaction.Step(route, message, null, 0, default), message.Size);

    private ValueTask AcknowledgeLater(StompFrame frame, Subscription subscription, long number, DeliveryOutcome outcome) =>
        AddStep(frame, new Transaction.Step(null, null, subscription, number, outcome), 0);

    private ValueTask AddStep(StompFrame frame, Transaction.Step step, int size)
    {
        string? id = frame.GetString(KnownHeader.Transaction);
        if (id is null || _transactions is null || !_transactions.TryGetValue(id, out Transaction? transaction)) return RefuseUnknownTransaction(frame);
        if (transaction.Steps.Count >= Limits.MaxTransactionFrames)
            return RefuseLimit(frame, "Transaction too long", $"A transaction may hold {Limits.MaxTransactionFrames} frames (Limits.MaxTransactionFrames).", "MaxTransactionFrames");
        if (_transactionSize + size > Limits.MaxTransactionSize)
            return RefuseLimit(frame, "Transactions too large", $"A connection's open transactions may hold {Limits.MaxTransactionSize} octets (Limits.MaxTransactionSize).", "MaxTransactionSize");
        transaction.Steps.Add(step);
        transaction.Size += size;
        _transactionSize += size;
        Receipt(frame);
        return default;
    }

    private bool TryClose(StompFrame frame, out Transaction? transaction, out ValueTask refused)
    {
        transaction = null;
        refused = default;
        if (frame.GetString(KnownHeader.Transaction) is not { Length: > 0 } id) refused = RefuseNoTransaction(frame);
        else if (_transactions is null || !_transactions.Remove(id, out transaction)) refused = RefuseUnknownTransaction(frame);
        else _transactionSize -= transaction.Size;
        return transaction is not null;
    }

    private ValueTask RefuseNoTransaction(StompFrame frame) =>
        Refuse(frame, "No transaction", $"{StompCommands.Text(frame.Command)} needs a transaction header that names the transaction.");

    private ValueTask RefuseUnknownTransaction(StompFrame frame) =>
        Refuse(frame, "Unknown transaction", "No transaction with that id is open on this connection: BEGIN it first.");
}

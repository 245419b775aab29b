namespace Wava.Broker.Tests.Model;

internal sealed partial class BrokerModel
{
    private bool _wasQuiet = true;

    /// <summary>How many messages wait.</summary>
    public int Waiting => _queues.Values.Sum(each => each.Count);

    /// <summary>How many messages consumers have and have not settled.</summary>
    public int Lent => _clients.SelectMany(each => each.Subscriptions).Where(each => each.IsQueue).Sum(each => each.Open.Count);

    /// <summary>Says what has been left undone now that a step's consequences have been seen.</summary>
    /// <param name="isQuiet">Whether everything has been sent: nothing lies in an outbox.</param>
    /// <exception cref="ModelViolationException">Something has been left undone.</exception>
    public void EndStep(bool isQuiet)
    {
        if (isQuiet)
        {
            foreach (ModelClient client in _clients)
            {
                if (!client.AwaitsNothing) throw new ModelViolationException($"{client.Name} did not get: {client.Awaited}.");
            }

            foreach ((string name, List<ModelMessage> queue) in _queues) CheckQueue(name, queue);
        }

        _wasQuiet = isQuiet;
        _handedOut.Clear();
    }

    private void CheckQueue(string name, List<ModelMessage> queue)
    {
        foreach (ModelMessage message in queue)
        {
            ModelSubscription? idle = _clients.SelectMany(each => each.Subscriptions)
                .FirstOrDefault(each => each.Destination == name && each.HasCredit && each.Wants(message));
            if (idle is not null) throw new ModelViolationException($"{message.Text} waits in {name} although {idle} could take it.");
            if (!_wasQuiet || message.WaitsSince == _step) continue;
            foreach ((ModelSubscription subscription, ModelMessage given) in _handedOut)
            {
                if (subscription.Destination != name || !subscription.Wants(message) || given.Rank <= message.Rank) continue;
                throw new ModelViolationException($"{subscription} got {given.Text} although {message.Text} waited in {name} before it.");
            }
        }
    }
}

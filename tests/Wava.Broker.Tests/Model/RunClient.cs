using System.Text;
using Wava.Broker.Sessions;
using Wava.Testing;

namespace Wava.Broker.Tests.Model;

/// <summary>One real connection of a run, beside what the model thinks of it.</summary>
internal sealed class RunClient(BrokerHost host, ModelClient model)
{
    public ModelClient Model { get; } = model;

    public RecordingTransport Transport { get; } = new(model.Version);

    public StompSession Session => field ??= new StompSession(host.Services, Transport, user: null);

    /// <summary>Sends a frame. False: it was the last one.</summary>
    public bool Send(string command, IEnumerable<(string Name, string Value)> headers, string body = "")
    {
        byte[] octets = StompFrameText.Encode(command, headers, Encoding.UTF8.GetBytes(body), Model.Version);
        Session.Received(octets.Length);
        ValueTask<bool> received = Session.ReceiveAsync(octets);
        return received.IsCompleted ? received.Result : throw new ModelViolationException($"{command} waited for something.");
    }

    /// <summary>What the transport does when the connection is gone.</summary>
    public void End()
    {
        ValueTask ended = Session.EndAsync();
        if (!ended.IsCompletedSuccessfully) throw new ModelViolationException($"The end of {Model.Name} waited for something.");
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Wava.Broker.Messages;

/// <summary>Numbers messages: one rising series for all destinations of whoever numbers, and a name for this series, the epoch.</summary>
/// <remarks>A broker that starts anew has forgotten everything, and says so by another epoch.</remarks>
internal sealed class MessageSequence
{
    private readonly byte[] _epoch;
    private long _last;

    public MessageSequence()
    {
        Epoch = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz234567", 8);
        _epoch = Encoding.ASCII.GetBytes(Epoch);
    }

    public string Epoch { get; }

    /// <summary>The number given last.</summary>
    public long Last => Interlocked.Read(ref _last);

    /// <summary>Gives a message its number. Under the lock of its destination, so that numbers rise there.</summary>
    public void Number(Message message) => message.AssignId(_epoch, Interlocked.Increment(ref _last));

    /// <summary>A place in the series, as clients hand it back: the message-id of the message there.</summary>
    public string Position(long sequence) => string.Create(CultureInfo.InvariantCulture, $"{Epoch}-{sequence}");
}

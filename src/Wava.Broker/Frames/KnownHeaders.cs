namespace Wava.Broker.Frames;

/// <summary>The known headers' spelling.</summary>
internal static class KnownHeaders
{
    public const int Count = (int)KnownHeader.Wava + 1;

    public static ReadOnlySpan<byte> Utf8(KnownHeader header) => header switch
    {
        KnownHeader.AcceptVersion => "accept-version"u8,
        KnownHeader.Ack => "ack"u8,
        KnownHeader.Authorization => "Authorization"u8,
        KnownHeader.ContentLength => "content-length"u8,
        KnownHeader.ContentType => "content-type"u8,
        KnownHeader.Destination => "destination"u8,
        KnownHeader.Expiration => "expiration"u8,
        KnownHeader.Expires => "expires"u8,
        KnownHeader.HeartBeat => "heart-beat"u8,
        KnownHeader.Host => "host"u8,
        KnownHeader.Id => "id"u8,
        KnownHeader.Login => "login"u8,
        KnownHeader.Message => "message"u8,
        KnownHeader.MessageId => "message-id"u8,
        KnownHeader.Passcode => "passcode"u8,
        KnownHeader.PrefetchCount => "prefetch-count"u8,
        KnownHeader.PrefetchSize => "activemq.prefetchSize"u8,
        KnownHeader.Receipt => "receipt"u8,
        KnownHeader.ReceiptId => "receipt-id"u8,
        KnownHeader.Redelivered => "redelivered"u8,
        KnownHeader.Requeue => "requeue"u8,
        KnownHeader.Selector => "selector"u8,
        KnownHeader.Server => "server"u8,
        KnownHeader.Session => "session"u8,
        KnownHeader.Subscription => "subscription"u8,
        KnownHeader.Transaction => "transaction"u8,
        KnownHeader.UserName => "user-name"u8,
        KnownHeader.Version => "version"u8,
        KnownHeader.WavaReplay => "wava-replay"u8,
        KnownHeader.WavaSince => "wava-since"u8,
        _ => default,
    };

    /// <summary>Names are case-sensitive; only Authorization, which comes from HTTP, is known in both of its usual spellings.</summary>
    public static KnownHeader Resolve(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) return KnownHeader.None;
        KnownHeader candidate = Candidate(name);
        if (candidate != KnownHeader.None && name.SequenceEqual(Utf8(candidate))) return candidate;
        return name[0] switch
        {
            (byte)'w' when name.StartsWith("wava-"u8) => KnownHeader.Wava,
            (byte)'a' when name.SequenceEqual("authorization"u8) => KnownHeader.Authorization,
            _ => KnownHeader.None,
        };
    }

    // Length and one telling octet leave at most one candidate.
    private static KnownHeader Candidate(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => KnownHeader.Id,
        3 => KnownHeader.Ack,
        4 => KnownHeader.Host,
        5 => KnownHeader.Login,
        6 => KnownHeader.Server,
        7 => (name[0] == 'r' ? name[2] : name[0]) switch
        {
            (byte)'e' => KnownHeader.Expires,
            (byte)'m' => KnownHeader.Message,
            (byte)'c' => KnownHeader.Receipt,
            (byte)'q' => KnownHeader.Requeue,
            (byte)'s' => KnownHeader.Session,
            (byte)'v' => KnownHeader.Version,
            _ => KnownHeader.None,
        },
        8 => name[0] switch
        {
            (byte)'p' => KnownHeader.Passcode,
            (byte)'s' => KnownHeader.Selector,
            _ => KnownHeader.None,
        },
        9 => KnownHeader.UserName,
        10 => name[0] switch
        {
            (byte)'e' => KnownHeader.Expiration,
            (byte)'h' => KnownHeader.HeartBeat,
            (byte)'m' => KnownHeader.MessageId,
            (byte)'r' => KnownHeader.ReceiptId,
            (byte)'w' => KnownHeader.WavaSince,
            _ => KnownHeader.None,
        },
        11 => name[0] switch
        {
            (byte)'d' => KnownHeader.Destination,
            (byte)'r' => KnownHeader.Redelivered,
            (byte)'t' => KnownHeader.Transaction,
            (byte)'w' => KnownHeader.WavaReplay,
            _ => KnownHeader.None,
        },
        12 => name[0] switch
        {
            (byte)'c' => KnownHeader.ContentType,
            (byte)'s' => KnownHeader.Subscription,
            _ => KnownHeader.None,
        },
        13 => KnownHeader.Authorization,
        14 => name[0] switch
        {
            (byte)'a' => KnownHeader.AcceptVersion,
            (byte)'c' => KnownHeader.ContentLength,
            (byte)'p' => KnownHeader.PrefetchCount,
            _ => KnownHeader.None,
        },
        21 => KnownHeader.PrefetchSize,
        _ => KnownHeader.None,
    };
}

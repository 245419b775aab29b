namespace Wava.Broker.Frames;

/// <summary>Where a header stands, in octets from its frame's first.</summary>
internal struct HeaderEntry
{
    public int NameStart;
    public int Colon;
    public int ValueEnd;
    public KnownHeader Id;
    public bool IsPlain;
    public bool IsEscaped;
}

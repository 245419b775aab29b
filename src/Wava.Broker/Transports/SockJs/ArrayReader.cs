using System.Buffers;
using Wava.Broker.Transports.WebSockets;

namespace Wava.Broker.Transports.SockJs;

/// <summary>Reads what a client sends, a JSON array of strings and nothing else, in whatever pieces it comes.</summary>
/// <remarks>
/// A parser for all of JSON would build a tree first, and follow nested brackets down. This one needs neither: strings are decoded into one rented
/// buffer as they come, and the first octet that has no place in such an array ends it. Escaped surrogates that have no other half are kept
/// (in three octets, as if they were characters) or replaced by U+FFFD, as the reader is told.
/// </remarks>
internal sealed class ArrayReader(bool keepLoneSurrogates, int maxMessages) : IDisposable
{
    private static readonly SearchValues<byte> Special = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(each => (byte)each), (byte)'"', (byte)'\\']);
    private readonly List<int> _ends = [];
    private OctetBuffer _text;
    private Utf8Check _utf8;
    private State _state;
    private int _digits;
    private int _unit;
    private char _high;

    private enum State : byte
    {
        Before,
        FirstOrEnd,
        Next,
        InString,
        Escape,
        Hex,
        AfterString,
        After,
        Broken,
    }

    /// <summary>The finished strings behind one another. One that has only begun is not among them: it is handed on once, when it is whole.</summary>
    public ReadOnlyMemory<byte> Text => _text.Memory[..Finished];

    /// <summary>Where each finished string ends.</summary>
    public IReadOnlyList<int> Ends => _ends;

    /// <summary>Whether nothing but blanks has come.</summary>
    public bool IsUnbegun => _state == State.Before;

    /// <summary>Whether the array is whole.</summary>
    public bool IsComplete => _state == State.After;

    /// <summary>Whether more strings have come than are taken.</summary>
    public bool HasTooMany { get; private set; }

    /// <summary>How much is kept.</summary>
    public int Size => _text.Length;

    private int Finished => _ends.Count > 0 ? _ends[^1] : 0;

    /// <summary>Reads on. False: this is no array of strings.</summary>
    public bool Read(ReadOnlySpan<byte> octets)
    {
        if (!_utf8.Accepts(octets, ends: false)) _state = State.Broken;
        while (!octets.IsEmpty)
        {
            if (_state == State.InString)
            {
                int plain = octets.IndexOfAny(Special);
                if (plain < 0) plain = octets.Length;
                if (plain > 0)
                {
                    EndSurrogate();
                    _text.Append(octets[..plain]);
                    octets = octets[plain..];
                    continue;
                }
            }

            byte octet = octets[0];
            octets = octets[1..];
            _state = Step(octet);
            if (_state == State.Broken) return false;
        }

        return _state != State.Broken;
    }

    /// <summary>Makes ready for the next array, which may be read before this one's strings are used. False: the array is not whole.</summary>
    public bool TryEndMessage()
    {
        if (_state is not (State.Before or State.After)) return false;
        _state = State.Before;
        return true;
    }

    /// <summary>Makes ready for the next array, once this one's strings were used; what is unfinished stays.</summary>
    public void Restart()
    {
        if (_state == State.After) _state = State.Before;
        int used = Finished;
        _ends.Clear();
        if (used > 0) _text.Remove(used);
        else if (_text.IsEmpty) _text.Release();
    }

    public void Dispose() => _text.Release();

    private State Step(byte octet) => _state switch
    {
        State.InString => octet switch
        {
            (byte)'"' => EndString(),
            (byte)'\\' => State.Escape,
            _ => State.Broken,
        },
        State.Escape => Unescape(octet),
        State.Hex => AddDigit(octet),
        _ when octet is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' => _state,
        State.Before => octet == '[' ? State.FirstOrEnd : State.Broken,
        State.FirstOrEnd => octet == '"' ? State.InString : octet == ']' ? State.After : State.Broken,
        State.Next => octet == '"' ? State.InString : State.Broken,
        State.AfterString => octet == ',' ? State.Next : octet == ']' ? State.After : State.Broken,
        _ => State.Broken,
    };

    private State Unescape(byte octet)
    {
        if (octet == 'u')
        {
            (_digits, _unit) = (0, 0);
            return State.Hex;
        }

        byte meant = octet switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => octet,
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            _ => 0,
        };
        if (meant == 0) return State.Broken;
        EndSurrogate();
        _text.Append(meant);
        return State.InString;
    }

    private State AddDigit(byte octet)
    {
        if (!char.IsAsciiHexDigit((char)octet)) return State.Broken;
        _unit = (_unit << 4) | (octet <= '9' ? octet - '0' : (octet & 0xDF) - 'A' + 10);
        if (++_digits < 4) return State.Hex;
        AddUnit((char)_unit);
        return State.InString;
    }

    private void AddUnit(char unit)
    {
        if (_high != 0 && char.IsLowSurrogate(unit))
        {
            int code = char.ConvertToUtf32(_high, unit);
            _high = default;
            _text.Append((byte)(0xF0 | (code >> 18)));
            _text.Append((byte)(0x80 | ((code >> 12) & 0x3F)));
            _text.Append((byte)(0x80 | ((code >> 6) & 0x3F)));
            _text.Append((byte)(0x80 | (code & 0x3F)));
            return;
        }

        EndSurrogate();
        if (char.IsHighSurrogate(unit)) _high = unit;
        else AddAlone(unit);
    }

    /// <summary>Writes down a first half whose second half did not come.</summary>
    private void EndSurrogate()
    {
        if (_high == 0) return;
        char high = _high;
        _high = default;
        AddAlone(high);
    }

    private void AddAlone(char unit)
    {
        if (char.IsSurrogate(unit) && !keepLoneSurrogates) unit = '\uFFFD';
        if (unit < 0x80)
        {
            _text.Append((byte)unit);
            return;
        }

        if (unit < 0x800)
        {
            _text.Append((byte)(0xC0 | (unit >> 6)));
        }
        else
        {
            _text.Append((byte)(0xE0 | (unit >> 12)));
            _text.Append((byte)(0x80 | ((unit >> 6) & 0x3F)));
        }

        _text.Append((byte)(0x80 | (unit & 0x3F)));
    }

    private State EndString()
    {
        EndSurrogate();
        if (_ends.Count == maxMessages)
        {
            HasTooMany = true;
            return State.Broken;
        }

        _ends.Add(_text.Length);
        return State.AfterString;
    }
}

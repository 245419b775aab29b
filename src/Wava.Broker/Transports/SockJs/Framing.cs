using System.Buffers;
using System.Text;

namespace Wava.Broker.Transports.SockJs;

/// <summary>Wraps SockJS frames as each of the HTTP transports wants them.</summary>
internal static class Framing
{
    /// <summary>The longest name of a callback: clients use eleven characters, and a long name is a program in disguise.</summary>
    public const int MaxCallback = 32;

    private const int PreludeSize = 2048;
    private static readonly SearchValues<byte> UnsafeInScript = SearchValues.Create("\"\\<>&"u8);
    private static readonly byte[] StreamingPrelude = [.. Enumerable.Repeat((byte)'h', PreludeSize), (byte)'\n'];

    private static readonly CompositeFormat HtmlPrelude = CompositeFormat.Parse(
        """
        <!doctype html>
        <html><head>
          <meta http-equiv="X-UA-Compatible" content="IE=edge" />
          <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
        </head><body>
          <script>
            try {{ document.domain = document.domain; }} catch (e) {{}}
            var c = parent.{0};
            c.start();
            function p(d) {{ c.message(d); }}
            window.onload = function () {{ c.stop(); }};
          </script>

        """);

    /// <summary>Whether a callback's name is one that may stand in a script.</summary>
    public static bool IsCallback(string name)
    {
        foreach (char each in name)
        {
            if (!char.IsAsciiLetterOrDigit(each) && each is not ('-' or '_' or '.')) return false;
        }

        return name.Length <= MaxCallback;
    }

    /// <summary>What a response begins with.</summary>
    public static void Begin(ref OctetBuffer to, TransportKind kind, string? callback)
    {
        switch (kind)
        {
            case TransportKind.XhrStreaming:
                to.Append(StreamingPrelude);
                break;
            case TransportKind.EventSource:
                to.Append("\r\n"u8);
                break;
            case TransportKind.HtmlFile:
                // Blanks up to the size at which browsers begin to look at what has come.
                string page = string.Format(System.Globalization.CultureInfo.InvariantCulture, HtmlPrelude, callback);
                to.Append(Encoding.ASCII.GetBytes(page + new string(' ', Math.Max(0, 1024 - page.Length)) + "\r\n\r\n"));
                break;
        }
    }

    /// <summary>Writes one frame, given in three pieces.</summary>
    public static void Write(ref OctetBuffer to, TransportKind kind, string? callback, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, ReadOnlySpan<byte> tail)
    {
        switch (kind)
        {
            case TransportKind.EventSource:
                to.Append("data: "u8);
                AppendPercent(ref to, head);
                AppendPercent(ref to, body);
                AppendPercent(ref to, tail);
                to.Append("\r\n\r\n"u8);
                break;
            case TransportKind.HtmlFile:
                to.Append("<script>\np(\""u8);
                AppendScript(ref to, head);
                AppendScript(ref to, body);
                AppendScript(ref to, tail);
                to.Append("\");\n</script>\r\n"u8);
                break;
            case TransportKind.Jsonp:
                to.Append("/**/"u8);
                to.Append(Encoding.ASCII.GetBytes(callback!));
                to.Append("(\""u8);
                AppendScript(ref to, head);
                AppendScript(ref to, body);
                AppendScript(ref to, tail);
                to.Append("\");\r\n"u8);
                break;
            default:
                to.Append(head);
                to.Append(body);
                to.Append(tail);
                to.Append((byte)'\n');
                break;
        }
    }

    /// <summary>A close frame: <c>c[3000,"Go away!"]</c>.</summary>
    public static byte[] Close(int code, string reason)
    {
        OctetBuffer frame = default;
        frame.Append("c["u8);
        System.Buffers.Text.Utf8Formatter.TryFormat(code, frame.Reserve(11), out int digits);
        frame.Advance(digits);
        frame.Append((byte)',');
        JsonText.AppendQuoted(ref frame, reason);
        frame.Append((byte)']');
        byte[] octets = frame.Span.ToArray();
        frame.Release();
        return octets;
    }

    /// <summary>Clients run <c>decodeURI</c> over every event, and lose one in which a percent sign stands alone. Line ends and NUL do not occur: JSON has escaped them.</summary>
    private static void AppendPercent(ref OctetBuffer to, ReadOnlySpan<byte> text)
    {
        while (true)
        {
            int percent = text.IndexOf((byte)'%');
            if (percent < 0) break;
            to.Append(text[..percent]);
            to.Append("%25"u8);
            text = text[(percent + 1)..];
        }

        to.Append(text);
    }

    /// <summary>The inside of a JavaScript string that ends no script element, whatever the text is.</summary>
    private static void AppendScript(ref OctetBuffer to, ReadOnlySpan<byte> text)
    {
        while (true)
        {
            int special = text.IndexOfAny(UnsafeInScript);
            if (special < 0) break;
            to.Append(text[..special]);
            to.Append(text[special] switch
            {
                (byte)'"' => "\\\""u8,
                (byte)'\\' => "\\\\"u8,
                (byte)'<' => "\\u003c"u8,
                (byte)'>' => "\\u003e"u8,
                _ => "\\u0026"u8,
            });
            text = text[(special + 1)..];
        }

        to.Append(text);
    }
}

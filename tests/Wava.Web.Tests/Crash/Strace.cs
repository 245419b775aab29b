using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Wava.Web.Tests.Crash;

/// <summary>What strace has written down of a program.</summary>
internal static partial class Strace
{
    /// <summary>Why it cannot be used here; null when it can.</summary>
    public static string? Missing { get; } = FindReason();

    /// <summary>The command under which to start a program: it writes the calls into a file.</summary>
    public static string[] Command(string file) =>
        ["strace", "-f", "--seccomp-bpf", "-y", "-s", "8192", "-e", "trace=pwrite64,write,writev,fsync,fdatasync,sendto,sendmsg", "-e", "signal=none", "-o", file];

    /// <summary>The calls, each with the lines on which it began and ended: calls of other threads may lie between.</summary>
    public static List<Call> Read(string file)
    {
        var calls = new List<Call>();
        var open = new Dictionary<string, Call>();
        int number = 0;
        foreach (string line in ReadLines(file))
        {
            number++;
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank < 0) continue;
            (string thread, string rest) = (line[..blank], line[blank..].TrimStart());
            if (Resumed().IsMatch(rest) && open.Remove(thread, out Call? begun))
            {
                calls.Add(begun with { Text = begun.Text + rest, End = number });
                continue;
            }

            var call = new Call(rest, number, number);
            if (rest.EndsWith("<unfinished ...>", StringComparison.Ordinal)) open[thread] = call;
            else calls.Add(call);
        }

        return calls;
    }

    private static IEnumerable<string> ReadLines(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line) yield return line;
    }

    private static string? FindReason()
    {
        try
        {
            using Process probe = Process.Start(new ProcessStartInfo("strace", [.. Command("/dev/null")[1..], "true"]) { RedirectStandardError = true })!;
            string said = probe.StandardError.ReadToEnd();
            probe.WaitForExit();
            return probe.ExitCode == 0 ? null : $"strace does not work here: {said.Trim()}";
        }
        catch (Win32Exception)
        {
            return "There is no strace: install it.";
        }
    }

    [GeneratedRegex(@"^<\.\.\. \w+ resumed>")]
    private static partial Regex Resumed();

    /// <summary>One call.</summary>
    internal sealed record Call(string Text, int Begin, int End);
}

using Microsoft.Extensions.Options;

namespace Wava.Web.Hosting;

/// <summary>Ends a program whose configuration is wrong with what is wrong, a line for each mistake, and exit code 1; a stack trace would tell nobody more.</summary>
internal static class StartRefusal
{
    public static void Explain() => AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
    {
        if (Reasons(unhandled.ExceptionObject) is not { } reasons) return;
        foreach (string reason in reasons) Console.Error.WriteLine(reason);
        Environment.Exit(1);
    };

    /// <summary>What is wrong with the configuration, or null when it is something else that has failed.</summary>
    public static IEnumerable<string>? Reasons(object failure) => failure switch
    {
        OptionsValidationException wrong => wrong.Failures,
        // The binder's own words name the key, the value and the type that it should be of.
        InvalidOperationException { InnerException: FormatException or ArgumentException or OverflowException } unreadable => [unreadable.Message],
        AggregateException several when several.InnerExceptions.Select(Reasons).ToList() is var all && !all.Contains(null) => all.SelectMany(each => each!),
        _ => null,
    };
}

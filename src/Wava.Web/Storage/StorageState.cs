using Wava.Web.Hosting;

namespace Wava.Web.Storage;

/// <summary>Whether the storage takes changes just now: said in the log once when it ceases to and once when it does again, and asked by the health check.</summary>
internal sealed partial class StorageState(ILogger<Database> logger)
{
    private volatile bool _isFailing;

    public bool IsFailing => _isFailing;

    /// <summary>Something could not be stored or read.</summary>
    public void Failed(Exception cause)
    {
        if (_isFailing) return;
        _isFailing = true;
        LogFailing(logger, cause);
    }

    /// <summary>Something has been stored.</summary>
    public void Worked()
    {
        if (!_isFailing) return;
        _isFailing = false;
        LogWorksAgain(logger);
    }

    [LoggerMessage(EventIds.StorageFailing, LogLevel.Error, "The storage fails. Until it works again clients are told that nothing can be stored; nothing is lost that was confirmed.")]
    private static partial void LogFailing(ILogger logger, Exception cause);

    [LoggerMessage(EventIds.StorageWorksAgain, LogLevel.Information, "The storage works again.")]
    private static partial void LogWorksAgain(ILogger logger);
}

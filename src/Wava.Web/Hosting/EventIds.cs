namespace Wava.Web.Hosting;

/// <summary>The number of every event the application logs. A number is never used again for something else.</summary>
internal static class EventIds
{
    // 100 storage
    public const int StorageOpened = 100;
    public const int StorageMigrated = 101;
    public const int StorageBackedUp = 102;
    public const int StorageFailing = 103;
    public const int StorageWorksAgain = 104;
    public const int StorageQueueFull = 105;
    public const int WalNotShortened = 106;
    public const int StorageUnsafe = 107;

    // 200 accounts
    public const int RefreshTokenReused = 200;
    public const int WeakPasswordHashes = 201;
    public const int SigningKey = 202;
    public const int SweepFailed = 203;
    public const int Swept = 204;

    // 300 rooms
    public const int RoomAftermathFailed = 300;
    public const int RoomWatchFailed = 301;

    // 400 chat
    public const int MessageNotTold = 400;
    public const int MessageBatchFailed = 401;

    // 500 signaling
    public const int CallNewsUntold = 500;
    public const int CallExpiryFailed = 501;
    public const int SocketFailed = 502;
    public const int SocketOriginRefused = 503;
    public const int SocketTooSlow = 504;

    // 600 media
    public const int NoRelay = 600;

    // 700 web
    public const int RequestFailed = 700;
}

namespace Wava.Web.Problems;

/// <summary>The words by which programs tell problems apart. They are part of the API (docs/web-api.md): none is ever renamed.</summary>
internal static class ProblemCode
{
    public const string NotFound = "not-found";
    public const string Invalid = "invalid";
    public const string MethodNotAllowed = "method-not-allowed";
    public const string UnsupportedMediaType = "unsupported-media-type";
    public const string Failed = "failed";
    public const string ServerError = "server-error";
    public const string ForeignOrigin = "foreign-origin";
    public const string NotSignedIn = "not-signed-in";
    public const string SignedOut = "signed-out";
    public const string WrongCredentials = "wrong-credentials";
    public const string UserNameTaken = "user-name-taken";
    public const string TooManyTries = "too-many-tries";
    public const string Busy = "busy";
    public const string NoSuchInvitation = "no-such-invitation";
    public const string NoSuchRoom = "no-such-room";
    public const string NotAllowed = "not-allowed";
    public const string WrongPassword = "wrong-password";
    public const string RoomLocked = "room-locked";
    public const string RoomFull = "room-full";
    public const string LimitReached = "limit-reached";
    public const string HandOverFirst = "hand-over-first";
    public const string NoSuchMember = "no-such-member";
    public const string NoSuchMessage = "no-such-message";
    public const string NoSuchPeer = "no-such-peer";
    public const string NotJoined = "not-joined";
    public const string TooFast = "too-fast";
    public const string TooLarge = "too-large";
    public const string StorageUnavailable = "storage-unavailable";
}

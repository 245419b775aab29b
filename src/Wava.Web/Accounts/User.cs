namespace Wava.Web.Accounts;

/// <summary>Somebody who has signed in.</summary>
internal sealed record User
{
    public required string Id { get; init; }

    /// <summary><c>account</c> or <c>guest</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What others read.</summary>
    public required string Name { get; init; }

    /// <summary>The name by which an account signs in.</summary>
    public string? UserName { get; init; }

    /// <summary>The only room of a guest.</summary>
    public string? Room { get; init; }

    public bool IsGuest => Kind == "guest";
}

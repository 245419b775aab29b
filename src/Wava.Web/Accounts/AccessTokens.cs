using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Wava.Web.Storage;

namespace Wava.Web.Accounts;

/// <summary>Makes access tokens and reads them: JWTs of one kind, signed with HMAC-SHA-256.</summary>
/// <remarks>
/// Most that has ever gone wrong with JWTs came of believing their headers. Here a header is compared with those of our keys, letter by letter, and never read; then the signature
/// is compared, as text, with the one that belongs there; only then the claims are looked at. So no part of a token is interpreted that we have not written ourselves, and there is
/// exactly one spelling of each token.
/// </remarks>
internal sealed class AccessTokens(TokenKeys keys, IOptions<TokenOptions> options, TimeProvider time)
{
    private const int MaxLength = 4096;
    private const int SignatureLength = 43;

    private static readonly JsonSerializerOptions Format = new()
    {
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 4,
    };

    /// <summary>Makes a token for somebody who has signed in.</summary>
    /// <param name="user">Who.</param>
    /// <param name="family">The sign-in.</param>
    /// <returns>The token, and when it ends.</returns>
    public (string Token, DateTimeOffset ExpiresAt) Issue(User user, string family)
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        long end = now + (long)options.Value.Lifetime.TotalSeconds;
        var claims = new AccessToken
        {
            Issuer = options.Value.Issuer,
            Audience = options.Value.Audience,
            User = user.Id,
            Name = user.Name,
            Kind = user.Kind,
            Room = user.Room,
            Family = family,
            IssuedAt = now,
            ExpiresAt = end,
            Id = Ids.New(),
        };
        string signed = $"{keys.Current.Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims, Format))}";
        return ($"{signed}.{Sign(keys.Current, signed)}", DateTimeOffset.FromUnixTimeSeconds(end));
    }

    /// <summary>What a token says.</summary>
    /// <returns>Null when it is not one of ours, or not good now.</returns>
    public AccessToken? Read(string token)
    {
        if (token.Length > MaxLength) return null;
        int first = token.IndexOf('.', StringComparison.Ordinal);
        int last = token.LastIndexOf('.');
        if (first < 0 || last == first || token.Length - last - 1 != SignatureLength) return null;
        if (keys.Find(token.AsSpan(0, first)) is not { } key) return null;
        string expected = Sign(key, token.AsSpan(0, last));
        if (!FixedTimeEquals(expected, token.AsSpan(last + 1))) return null;
        return ReadClaims(token.AsSpan(first + 1, last - first - 1)) is { } claims && IsGood(claims) ? claims : null;
    }

    private static AccessToken? ReadClaims(ReadOnlySpan<char> part)
    {
        try
        {
            byte[] octets = Base64Url.DecodeFromChars(part);
            if (!part.SequenceEqual(Base64Url.EncodeToString(octets))) return null;
            return JsonSerializer.Deserialize<AccessToken>(octets, Format);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private bool IsGood(AccessToken claims)
    {
        if (claims.Issuer != options.Value.Issuer || claims.Audience != options.Value.Audience) return false;
        if (claims.Kind is not ("account" or "guest") || (claims.Kind == "guest") != claims.Room is not null) return false;
        if (!Ids.IsWellFormed(claims.User) || !Ids.IsWellFormed(claims.Family)) return false;

        // Of the future a little is allowed, for clocks differ; after its end a token is not good for one second, for whoever reads its end has the clock that wrote it, or one close to it.
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        long skew = (long)options.Value.ClockSkew.TotalSeconds;
        return claims.ExpiresAt > now
            && claims.ExpiresAt > claims.IssuedAt
            && claims.ExpiresAt - claims.IssuedAt <= (long)TimeSpan.FromHours(24).TotalSeconds
            && claims.IssuedAt <= now + skew
            && !(claims.NotBefore > now + skew);
    }

    private static string Sign(TokenKey key, ReadOnlySpan<char> signed)
    {
        Span<byte> octets = stackalloc byte[MaxLength * 3];
        int length = Encoding.UTF8.GetBytes(signed, octets);
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Secret, octets[..length], signature);
        return Base64Url.EncodeToString(signature);
    }

    private static bool FixedTimeEquals(string expected, ReadOnlySpan<char> given)
    {
        int difference = expected.Length ^ given.Length;
        for (int i = 0; i < expected.Length; i++) difference |= expected[i] ^ given[i];
        return difference == 0;
    }
}

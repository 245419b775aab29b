using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Wava.Web.Storage;

namespace Wava.Web.Accounts;

/// <summary>The keys there are: one signs, all are accepted.</summary>
internal sealed class TokenKeys
{
    private readonly FrozenDictionary<string, TokenKey> _byHeader;

    public TokenKeys(IOptions<TokenOptions> options, IOptions<StorageOptions> storage, TimeProvider time)
        : this(options.Value.Keys.Count > 0
            ? [.. options.Value.Keys.Select(each => new TokenKey(each.Id, TokenSecrets.Read(each.Secret)!))]
            : KeyFile.Open(Path.Combine(storage.Value.Folder, "keys.json"), time.GetUtcNow(), options.Value.KeyLifetime))
    {
    }

    /// <summary>These keys, of which the first signs.</summary>
    internal TokenKeys(IReadOnlyList<TokenKey> keys)
    {
        Current = keys[0];
        _byHeader = keys.ToFrozenDictionary(each => each.Header, StringComparer.Ordinal);
    }

    /// <summary>The key that signs.</summary>
    public TokenKey Current { get; }

    /// <summary>The key whose tokens have this header, or null.</summary>
    public TokenKey? Find(ReadOnlySpan<char> header) => _byHeader.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(header, out TokenKey? key) ? key : null;
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Wava.Web.Tests.Accounts;

/// <summary>Makes access tokens by hand, good ones and all kinds of bad ones, for an application with known keys.</summary>
internal sealed class TokenForge(Person person, DateTimeOffset now)
{
    public const string MainId = "main";
    public const string OldId = "old.1";

    public static readonly byte[] MainSecret = SHA256.HashData("the newer key of tests"u8);
    public static readonly byte[] OldSecret = SHA256.HashData("the older key of tests"u8);

    private readonly JsonObject _claims = JsonNode.Parse(Base64Url.DecodeFromChars(person.Token.Split('.')[1]))!.AsObject();

    public static (string, string?)[] Settings =>
    [
        ("Tokens:Keys:0:Id", MainId), ("Tokens:Keys:0:Secret", Convert.ToBase64String(MainSecret)),
        ("Tokens:Keys:1:Id", OldId), ("Tokens:Keys:1:Secret", Convert.ToBase64String(OldSecret)),
    ];

    public long Now => now.ToUnixTimeSeconds();

    public string Good => Make();

    /// <summary>Makes a token like the person's own, but for what is given.</summary>
    public string Make(string? header = null, Action<JsonObject>? claims = null, string? payload = null, byte[]? key = null, Func<byte[], byte[], byte[]>? sign = null)
    {
        var copy = (JsonObject)_claims.DeepClone();
        claims?.Invoke(copy);
        string first = Encode(header ?? Header());
        string second = Encode(payload ?? copy.ToJsonString());
        return Sign($"{first}.{second}", key ?? MainSecret, sign);
    }

    public static string Header(string alg = "HS256", string? typ = "at+jwt", string? kid = MainId, string more = "") =>
        $"{{\"alg\":\"{alg}\"{(typ is null ? "" : $",\"typ\":\"{typ}\"")}{(kid is null ? "" : $",\"kid\":\"{kid}\"")}{more}}}";

    public static string Sign(string signed, byte[] key, Func<byte[], byte[], byte[]>? sign = null) =>
        $"{signed}.{Base64Url.EncodeToString((sign ?? HMACSHA256.HashData)(key, Encoding.UTF8.GetBytes(signed)))}";

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    /// <summary>The bad tokens, by what is wrong with them.</summary>
    public static IReadOnlyDictionary<string, Func<TokenForge, string>> Bad { get; } = new Dictionary<string, Func<TokenForge, string>>
    {
        ["no algorithm, no signature"] = forge => forge.Make(Header("none"))[..^43],
        ["no algorithm, but a signature"] = forge => forge.Make(Header("none")),
        ["no algorithm, in capitals"] = forge => forge.Make(Header("NONE"))[..^43],
        ["HS512"] = forge => forge.Make(Header("HS512"), sign: HMACSHA512.HashData),
        ["HS384"] = forge => forge.Make(Header("HS384"), sign: HMACSHA384.HashData),
        ["HS512 said, HS256 done"] = forge => forge.Make(Header("HS512")),
        ["HS256 said, HS512 cut to its length"] = forge => forge.Make(sign: (key, text) => HMACSHA512.HashData(key, text)[..32]),
        ["RS256 said, signed with the key"] = forge => forge.Make(Header("RS256")),
        ["algorithm in small letters"] = forge => forge.Make(Header("hs256")),
        ["unknown key"] = forge => forge.Make(Header(kid: "other")),
        ["no key"] = forge => forge.Make(Header(kid: null)),
        ["key that is a path to an empty file"] = forge => forge.Make(Header(kid: "../../../../dev/null"), key: []),
        ["key that is SQL"] = forge => forge.Make(Header(kid: "x' UNION SELECT 'AA'--")),
        ["key named twice"] = forge => forge.Make($"{{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"other\",\"kid\":\"{MainId}\"}}"),
        ["key of its own in the header"] = forge => forge.Make(Header(more: ",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}"), key: new byte[3]),
        ["address of a key in the header"] = forge => forge.Make(Header(more: ",\"jku\":\"https://evil.example/keys\"")),
        ["critical extension"] = forge => forge.Make(Header(more: ",\"crit\":[\"b64\"],\"b64\":false")),
        ["blanks in the header"] = forge => forge.Make(Header().Replace(",", ", ", StringComparison.Ordinal)),
        ["type JWT"] = forge => forge.Make(Header(typ: "JWT")),
        ["no type"] = forge => forge.Make(Header(typ: null)),
        ["another key's secret"] = forge => forge.Make(key: OldSecret),
        ["a stranger's secret"] = forge => forge.Make(key: RandomNumberGenerator.GetBytes(32)),
        ["empty secret"] = forge => forge.Make(key: []),
        ["another issuer"] = forge => forge.Make(claims: claims => claims["iss"] = "evil"),
        ["no issuer"] = forge => forge.Make(claims: claims => claims.Remove("iss")),
        ["another audience"] = forge => forge.Make(claims: claims => claims["aud"] = "other"),
        ["several audiences"] = forge => forge.Make(claims: claims => claims["aud"] = new JsonArray("wava", "other")),
        ["expired this second"] = forge => forge.Make(claims: claims => claims["exp"] = forge.Now),
        ["expired long ago"] = forge => forge.Make(claims: claims => (claims["iat"], claims["exp"]) = (forge.Now - 9000, forge.Now - 8000)),
        ["no end"] = forge => forge.Make(claims: claims => claims.Remove("exp")),
        ["end that is a text"] = forge => forge.Make(claims: claims => claims["exp"] = $"{forge.Now + 100}"),
        ["end that is a fraction"] = forge => forge.Make(claims: claims => claims["exp"] = forge.Now + 0.5),
        ["end too large for a number"] = forge => forge.Make(claims: claims => claims["exp"] = JsonNode.Parse("1e30")),
        ["end years away"] = forge => forge.Make(claims: claims => claims["exp"] = forge.Now + 100_000_000),
        ["made in the future"] = forge => forge.Make(claims: claims => claims["iat"] = forge.Now + 31),
        ["no time when it was made"] = forge => forge.Make(claims: claims => claims.Remove("iat")),
        ["not good yet"] = forge => forge.Make(claims: claims => claims["nbf"] = forge.Now + 31),
        ["no user"] = forge => forge.Make(claims: claims => claims.Remove("sub")),
        ["user that is no id"] = forge => forge.Make(claims: claims => claims["sub"] = "admin"),
        ["no sign-in"] = forge => forge.Make(claims: claims => claims.Remove("sid")),
        ["name that is nothing"] = forge => forge.Make(claims: claims => claims["name"] = null),
        ["guest without a room"] = forge => forge.Make(claims: claims => claims["kind"] = "guest"),
        ["account with a room"] = forge => forge.Make(claims: claims => claims["room"] = "AAAAAAAAAAAAAAAAAAAAAA"),
        ["kind that there is not"] = forge => forge.Make(claims: claims => claims["kind"] = "admin"),
        ["user said twice"] = forge => forge.Make(payload: forge._claims.ToJsonString().Replace("{", "{\"sub\":\"AAAAAAAAAAAAAAAAAAAAAA\",", StringComparison.Ordinal)),
        ["end said twice"] = forge => forge.Make(payload: forge._claims.ToJsonString().Replace("}", ",\"exp\":9999999999}", StringComparison.Ordinal)),
        ["claims that are a list"] = forge => forge.Make(payload: "[]"),
        ["claims that are no JSON"] = forge => forge.Make(payload: "hello"),
        ["claims nested deeply"] = forge => forge.Make(payload: forge._claims.ToJsonString().Replace("}", $",\"x\":{new string('[', 50)}{new string(']', 50)}}}", StringComparison.Ordinal)),
        ["no claims"] = forge => forge.Make(payload: ""),
        ["claims exchanged"] = forge => Exchange(forge.Good, 1, Encode(forge._claims.ToJsonString().Replace(UserOf(forge), "AAAAAAAAAAAAAAAAAAAAAA", StringComparison.Ordinal))),
        ["header exchanged"] = forge => Exchange(forge.Good, 0, Encode(Header(kid: OldId))),
        ["claims with a bit too many"] = NonCanonicalClaims,
        ["signature of nothing"] = forge => forge.Good[..^43],
        ["signature cut"] = forge => forge.Good[..^1],
        ["signature in half"] = forge => forge.Good[..^22],
        ["signature too long"] = forge => $"{forge.Good}A",
        ["signature padded"] = forge => $"{forge.Good}=",
        ["signature with another last bit"] = forge => forge.Good[..^1] + NextInAlphabet(forge.Good[^1]),
        ["signature of zeros"] = forge => forge.Good[..^43] + new string('A', 43),
        ["two parts"] = forge => string.Join('.', forge.Good.Split('.')[..2]),
        ["four parts"] = forge => $"{forge.Good}.AAAA",
        ["five parts, as if encrypted"] = forge => $"{forge.Good}.AAAA.AAAA",
        ["empty first part"] = forge => forge.Good[forge.Good.IndexOf('.', StringComparison.Ordinal)..],
        ["blank inside"] = forge => forge.Good.Insert(forge.Good.Length - 10, " "),
        ["very long"] = forge => forge.Make(claims: claims => claims["name"] = new string('n', 5000)),
        ["only dots"] = _ => "..",
        ["another word"] = _ => "null",
    };

    private static string UserOf(TokenForge forge) => forge._claims["sub"]!.GetValue<string>();

    private static string Exchange(string token, int part, string with)
    {
        string[] parts = token.Split('.');
        parts[part] = with;
        return string.Join('.', parts);
    }

    /// <summary>The same octets in another spelling: the unused bits of the last letter are set. Signed as it stands.</summary>
    private static string NonCanonicalClaims(TokenForge forge)
    {
        string json = forge._claims.ToJsonString();
        while (Encoding.UTF8.GetByteCount(json) % 3 != 1) json += " ";
        string payload = Encode(json);
        return Sign($"{Encode(Header())}.{payload[..^1]}{NextInAlphabet(payload[^1])}", MainSecret);
    }

    private static char NextInAlphabet(char letter)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return Alphabet[Alphabet.IndexOf(letter, StringComparison.Ordinal) ^ 1];
    }
}

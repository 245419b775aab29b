using System.Text.Json.Serialization;

namespace Wava.Web.Accounts;

/// <summary>A user, as the API shows the user to himself.</summary>
internal sealed record UserAnswer(
    string Id,
    string Name,
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? UserName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Room)
{
    public static UserAnswer Of(User user) => new(user.Id, user.Name, user.Kind, user.UserName, user.Room);
}

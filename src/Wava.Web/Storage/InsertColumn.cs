namespace Wava.Web.Storage;

/// <summary>A column that rows are added to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsNumber">Whether it holds numbers (<c>BIGINT</c>), not texts.</param>
internal readonly record struct InsertColumn(string Name, bool IsNumber = false)
{
    public static implicit operator InsertColumn(string name) => new(name);

    public static InsertColumn Number(string name) => new(name, IsNumber: true);
}

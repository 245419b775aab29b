using System.Reflection;
using Xunit.Sdk;

namespace Wava.Web.Tests;

/// <summary>Runs a theory on SQLite: its first parameter is the <see cref="StorageEngine"/>, then come the values given here.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
[DataDiscoverer("Xunit.Sdk.DataDiscoverer", "xunit.core")]
public sealed class OnSqliteAttribute(params object?[] values) : DataAttribute
{
    public override IEnumerable<object?[]> GetData(MethodInfo testMethod) => [[StorageEngine.SQLite, .. values]];
}

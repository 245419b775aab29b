using System.Reflection;
using Xunit.Sdk;

namespace Wava.Web.Tests;

/// <summary>
/// Runs a theory on PostgreSQL as well. <c>WAVA_TEST_POSTGRES</c> is the connection string of a server on which the tests may make databases; without one
/// the theory's case is left out with a reason, or fails under <c>WAVA_REQUIRE_PEERS=1</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
[DataDiscoverer("Xunit.Sdk.DataDiscoverer", "xunit.core")]
public sealed class OnPostgresAttribute : DataAttribute
{
    private readonly object?[] _values;

    public OnPostgresAttribute(params object?[] values)
    {
        _values = values;
        if (PostgresServer.ConnectionString is null && Environment.GetEnvironmentVariable("WAVA_REQUIRE_PEERS") != "1")
            Skip = "There is no PostgreSQL: WAVA_TEST_POSTGRES is not set.";
    }

    public override IEnumerable<object?[]> GetData(MethodInfo testMethod) => [[StorageEngine.PostgreSQL, .. _values]];
}

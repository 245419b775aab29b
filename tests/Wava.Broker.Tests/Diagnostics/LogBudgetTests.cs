using Microsoft.Extensions.Logging;
using Wava.Broker.Diagnostics;
using Wava.Testing;

namespace Wava.Broker.Tests.Diagnostics;

public class LogBudgetTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Lines _lines = new();

    [Fact]
    public void Ten_lines_a_second_are_written_and_the_rest_is_counted()
    {
        var budget = new LogBudget(_clock, _lines);

        int written = Enumerable.Range(0, 1_000).Count(_ => budget.Allows());
        _clock.Advance(TimeSpan.FromSeconds(1));
        bool afterwards = budget.Allows();

        Assert.Equal(LogBudget.LinesPerSecond, written);
        Assert.True(afterwards);
        Assert.Equal("990 more lines about clients in trouble were left out.", Assert.Single(_lines.Written));
    }

    [Fact]
    public void Where_nothing_was_left_out_nothing_is_said_about_it()
    {
        var budget = new LogBudget(_clock, _lines);

        for (int second = 0; second < 5; second++)
        {
            Assert.True(budget.Allows());
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Empty(_lines.Written);
    }

    private sealed class Lines : ILogger<LogBudget>
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add(formatter(state, exception));
    }
}

using System.Text;
using Stomp.Net;
using Wava.Broker.FunctionalTests.Hosts;

namespace Wava.Broker.FunctionalTests.StompNet;

/// <summary>The .NET client Stomp.Net against the running sample. Built with <c>-p:UseStompNet=true</c>; <c>StompNetFrames/</c> tests the same without it.</summary>
/// <remarks>
/// Only what the library can do: its automatic acknowledging throws whatever the broker, and without a request timeout it waits for ever.
/// </remarks>
public sealed class StompNetTests(SharedSample sample) : IClassFixture<SharedSample>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);

    [Theory]
    [InlineData(AcknowledgementMode.ClientAcknowledge)]
    [InlineData(AcknowledgementMode.IndividualAcknowledge)]
    public void A_topic_and_a_queue_go_round(AcknowledgementMode mode)
    {
        using var connection = Connect();
        using var session = connection.CreateSession(mode);
        foreach (var destination in new IDestination[] { session.GetTopic(Name()), session.GetQueue(Name()) })
        {
            using var consumer = session.CreateConsumer(destination);
            Send(session, destination, "hello \0 é", message => message.Headers["colour"] = "red:\\n");

            var message = consumer.Receive(Patience);

            Assert.NotNull(message);
            Assert.Equal("hello \0 é", Encoding.UTF8.GetString(message.Content));
            Assert.Equal("red:\\n", message.Headers["colour"]);
            message.Acknowledge();
        }
    }

    [Theory]
    [InlineData(AcknowledgementMode.ClientAcknowledge, "c")]
    [InlineData(AcknowledgementMode.IndividualAcknowledge, "a,c")]
    public void What_is_not_acknowledged_comes_again(AcknowledgementMode mode, string left)
    {
        var name = Name();
        using (var first = Connect())
        {
            using var session = first.CreateSession(mode);
            foreach (var body in new[] { "a", "b", "c" }) Send(session, session.GetQueue(name), body);
            using var consumer = session.CreateConsumer(session.GetQueue(name));
            consumer.Receive(Patience);
            var second = consumer.Receive(Patience);
            consumer.Receive(Patience);
            second.Acknowledge();
        }

        using var again = Connect();
        using var rest = again.CreateSession(AcknowledgementMode.IndividualAcknowledge);
        using var other = rest.CreateConsumer(rest.GetQueue(name));
        var bodies = left.Split(',').Select(_ => Encoding.UTF8.GetString(other.Receive(Patience).Content)).Order();
        Assert.Equal(left, string.Join(',', bodies));
    }

    [Fact]
    public void A_listener_gets_messages_in_order()
    {
        const int Count = 50;
        using var connection = Connect();
        using var session = connection.CreateSession(AcknowledgementMode.IndividualAcknowledge);
        var topic = session.GetTopic(Name());
        using var consumer = session.CreateConsumer(topic);
        using var all = new CountdownEvent(Count);
        List<string> bodies = [];
        consumer.Listener += message =>
        {
            bodies.Add(Encoding.UTF8.GetString(message.Content));
            message.Acknowledge();
            all.Signal();
        };

        for (var i = 0; i < Count; i++) Send(session, topic, $"{i}");

        Assert.True(all.Wait(Patience), $"{bodies.Count} messages came");
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"{i}"), bodies);
    }

    [Fact]
    public void A_transaction_is_seen_after_COMMIT_and_never_after_ABORT()
    {
        using var connection = Connect();
        using var watching = connection.CreateSession(AcknowledgementMode.IndividualAcknowledge);
        using var working = connection.CreateSession(AcknowledgementMode.Transactional);
        var topic = watching.GetTopic(Name());
        using var consumer = watching.CreateConsumer(topic);

        Send(working, topic, "never");
        working.RollbackTransaction();
        Send(working, topic, "one");
        Send(working, topic, "two");
        Assert.Null(consumer.Receive(Moment));
        working.CommitTransaction();

        foreach (var expected in new[] { "one", "two" })
        {
            var message = consumer.Receive(Patience);
            Assert.Equal(expected, Encoding.UTF8.GetString(message.Content));
            message.Acknowledge();
        }
    }

    [Fact]
    public void A_question_is_answered_on_a_temporary_queue()
    {
        using var connection = Connect();
        using var session = connection.CreateSession(AcknowledgementMode.IndividualAcknowledge);
        var questions = session.GetQueue(Name());
        IDestination answers = session.CreateTemporaryQueue();
        using var asking = session.CreateConsumer(answers);
        using var answering = session.CreateConsumer(questions);

        Send(session, questions, "how much?", message => (message.StompReplyTo, message.StompCorrelationId) = (answers, "42"));
        var question = answering.Receive(Patience);
        question.Acknowledge();
        Send(session, question.StompReplyTo, "so much", message => message.StompCorrelationId = question.StompCorrelationId);

        var answer = asking.Receive(Patience);
        Assert.Equal(("so much", "42"), (Encoding.UTF8.GetString(answer.Content), answer.StompCorrelationId));
        answer.Acknowledge();
    }

    [Fact]
    public void Destinations_can_be_written_as_they_are()
    {
        using var connection = Connect(settings => settings.SkipDestinationNameFormatting = true);
        using var session = connection.CreateSession(AcknowledgementMode.IndividualAcknowledge);
        var topic = session.GetTopic($"/topic/{Name()}/deep/er");
        using var consumer = session.CreateConsumer(topic);

        Send(session, topic, "x");

        Assert.NotNull(consumer.Receive(Patience));
    }

    [Fact]
    public async Task A_wrong_login_is_refused()
    {
        await using var locked = await SampleBroker.StartAsync("--user", "ann:secret");
        using (Connect(settings => (settings.UserName, settings.Password) = ("ann", "secret"), locked.TcpPort))
        {
            // The right one is let in.
        }

        Assert.ThrowsAny<Exception>(() => Connect(
            settings => (settings.UserName, settings.Password, settings.RequestTimeout) = ("ann", "wrong", TimeSpan.FromSeconds(1)), locked.TcpPort).Dispose());
    }

    [Fact]
    public async Task A_server_that_stops_is_noticed()
    {
        await using var stopping = await SampleBroker.StartAsync();
        using var noticed = new ManualResetEventSlim();
        var connection = Connect(port: stopping.TcpPort);
        connection.ExceptionListener += _ => noticed.Set();

        await stopping.StopAsync();

        Assert.True(noticed.Wait(Patience), "the exception listener was told");
    }

    [Fact]
    public async Task It_connects_over_TLS()
    {
        using var certificate = new Certificate();
        await using var secure = await SampleBroker.StartAsync("--certificate", certificate.PemFile, "--certificate-key", certificate.KeyFile);
        using var connection = Connect(
            settings => (settings.TransportSettings.SslSettings.ServerName, settings.TransportSettings.SslSettings.AcceptInvalidBrokerCert) = ("localhost", true),
            secure.TcpPort, "ssl");
        using var session = connection.CreateSession(AcknowledgementMode.IndividualAcknowledge);
        var queue = session.GetQueue(Name());
        using var consumer = session.CreateConsumer(queue);

        Send(session, queue, "secret");

        Assert.Equal("secret", Encoding.UTF8.GetString(consumer.Receive(Patience).Content));
    }

    private IConnection Connect(Action<StompConnectionSettings>? configure = null, int? port = null, string scheme = "tcp")
    {
        var settings = new StompConnectionSettings { RequestTimeout = Patience };
        configure?.Invoke(settings);
        var connection = new ConnectionFactory($"{scheme}://127.0.0.1:{port ?? sample.Broker.TcpPort}", settings).CreateConnection();
        try
        {
            connection.Start();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Send(ISession session, IDestination destination, string body, Action<IBytesMessage>? change = null)
    {
        using var producer = session.CreateProducer(destination);
        var message = session.CreateBytesMessage(Encoding.UTF8.GetBytes(body));
        change?.Invoke(message);
        producer.Send(message);
    }

    private static string Name() => $"{Guid.NewGuid():N}";
}

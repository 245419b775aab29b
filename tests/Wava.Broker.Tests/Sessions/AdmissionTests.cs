using Wava.Broker.Sessions;

namespace Wava.Broker.Tests.Sessions;

public sealed class AdmissionTests
{
    [Fact]
    public void There_is_room_up_to_the_limit_and_again_when_somebody_has_left()
    {
        var admission = new Admission(new StompLimits { MaxConnections = 2 });

        Assert.Equal(AdmissionResult.Admitted, admission.TryEnter("a"));
        Assert.Equal(AdmissionResult.Admitted, admission.TryEnter(null));
        Assert.Equal(AdmissionResult.ServerFull, admission.TryEnter("b"));
        Assert.Equal(2, admission.Count);
        admission.Leave("a");
        Assert.Equal(AdmissionResult.Admitted, admission.TryEnter("b"));
        Assert.Equal(2, admission.Count);
    }

    [Fact]
    public void One_address_has_its_own_limit_and_the_others_do_not_feel_it()
    {
        var admission = new Admission(new StompLimits { MaxConnectionsPerAddress = 2 });
        for (int round = 0; round < 3; round++)
        {
            Assert.Equal(AdmissionResult.Admitted, admission.TryEnter("a"));
            Assert.Equal(AdmissionResult.Admitted, admission.TryEnter("a"));
            Assert.Equal(AdmissionResult.AddressFull, admission.TryEnter("a"));
            Assert.Equal(AdmissionResult.Admitted, admission.TryEnter("b"));
            Assert.Equal(AdmissionResult.Admitted, admission.TryEnter(null));
            Assert.Equal(4, admission.Count);
            foreach (string? address in new[] { "a", "a", "b", null }) admission.Leave(address);
            Assert.Equal(0, admission.Count);
        }
    }

    [Fact]
    public void One_address_may_have_any_number_unless_it_is_limited()
    {
        var admission = new Admission(new StompLimits());

        for (int i = 0; i < 1000; i++) Assert.Equal(AdmissionResult.Admitted, admission.TryEnter("a"));
    }

    [Fact]
    public void A_server_that_shuts_down_takes_nobody_in()
    {
        var admission = new Admission(new StompLimits()) { IsOpen = false };

        Assert.Equal(AdmissionResult.ShuttingDown, admission.TryEnter("a"));
        Assert.Equal(0, admission.Count);
    }

    [Theory]
    [InlineData(nameof(AdmissionResult.ServerFull), "server-full")]
    [InlineData(nameof(AdmissionResult.AddressFull), "address-full")]
    [InlineData(nameof(AdmissionResult.ShuttingDown), "shutting-down")]
    public void A_refusal_has_a_word_for_the_metrics(string result, string word)
    {
        Assert.Equal(word, Admission.Reason(Enum.Parse<AdmissionResult>(result)));
    }

    [Fact]
    public void Many_at_once_are_counted_right()
    {
        var admission = new Admission(new StompLimits { MaxConnections = 50, MaxConnectionsPerAddress = 20 });
        Parallel.For(0, 10_000, i =>
        {
            string address = $"{i % 5}";
            if (admission.TryEnter(address) == AdmissionResult.Admitted) admission.Leave(address);
        });

        Assert.Equal(0, admission.Count);
        for (int i = 0; i < 20; i++) Assert.Equal(AdmissionResult.Admitted, admission.TryEnter("0"));
        Assert.Equal(AdmissionResult.AddressFull, admission.TryEnter("0"));
    }
}

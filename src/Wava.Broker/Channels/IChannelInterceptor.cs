namespace Wava.Broker.Channels;

/// <summary>
/// Stands in one or more of the three channels: <see cref="IInboundInterceptor"/> sees what clients send, <see cref="IBrokerInterceptor"/> what is
/// published, <see cref="IOutboundInterceptor"/> what is delivered. Register it with <c>AddInterceptor</c>; a class may implement several.
/// </summary>
public interface IChannelInterceptor;

using Microsoft.Extensions.Options;

namespace Wava.Web.Signaling;

/// <summary>Limits of calls and signals (<c>Signaling</c>).</summary>
internal sealed class SignalingOptions
{
    /// <summary>How long a peer whose connection is lost keeps its place. Default: 8 seconds.</summary>
    public TimeSpan AwayTime { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>The largest <c>data</c> of a signal, in octets. Default: 32 KiB, several times what a session description takes.</summary>
    public int MaxSignalSize { get; set; } = 32 * 1024;

    /// <summary>How many signals a second one connection may send, in the long run. Default: 20.</summary>
    public int SignalsPerSecond { get; set; } = 20;

    /// <summary>How many it may send at once: who joins a full room has an offer and a handful of candidates for everybody in it. Default: 200.</summary>
    public int SignalBurst { get; set; } = 200;

    /// <summary>How many signals are kept for a peer that is away. Default: 64.</summary>
    public int KeptSignals { get; set; } = 64;

    /// <summary>How many octets the kept signals of one peer may have together. Default: 64 KiB.</summary>
    public int KeptSize { get; set; } = 64 * 1024;

    /// <summary>How many bare WebSockets there may be. Default: 10,000.</summary>
    public int MaxSockets { get; set; } = 10_000;

    /// <summary>How long a bare WebSocket may take to say who it is. Default: 10 seconds.</summary>
    public TimeSpan SignInTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many octets may wait for a bare WebSocket that reads slowly. Default: 1 MiB.</summary>
    public int MaxSocketBacklog { get; set; } = 1024 * 1024;

    /// <summary>How often a bare WebSocket is pinged; one that does not answer in the same time again is lost. Default: 10 seconds.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a ticket is good. Default: 30 seconds.</summary>
    public TimeSpan TicketTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many unused tickets one person may have; the oldest makes room. Default: 8.</summary>
    public int TicketsPerUser { get; set; } = 8;

    /// <summary>How many unused tickets there may be in all. Default: 10,000.</summary>
    public int MaxTickets { get; set; } = 10_000;

    /// <summary>What is wrong with the settings, or null.</summary>
    private string? Problem() => this switch
    {
        { AwayTime.Ticks: <= 0 } or { AwayTime.TotalMinutes: > 10 } => "Signaling:AwayTime must be more than zero and at most ten minutes.",
        { MaxSignalSize: < 1024 } or { MaxSignalSize: > 512 * 1024 } => "Signaling:MaxSignalSize must be from 1024 to 524288.",
        { SignalsPerSecond: < 1 } => "Signaling:SignalsPerSecond must be at least 1.",
        { SignalBurst: < 1 } => "Signaling:SignalBurst must be at least 1.",
        { KeptSignals: < 0 } => "Signaling:KeptSignals must not be negative.",
        { KeptSize: < 0 } => "Signaling:KeptSize must not be negative.",
        { MaxSockets: < 1 } => "Signaling:MaxSockets must be at least 1.",
        { SignInTime.Ticks: <= 0 } or { SignInTime.TotalMinutes: > 10 } => "Signaling:SignInTime must be more than zero and at most ten minutes.",
        { MaxSocketBacklog: < 64 * 1024 } => "Signaling:MaxSocketBacklog must be at least 65536.",
        { PingInterval.TotalSeconds: < 1 } or { PingInterval.TotalHours: > 1 } => "Signaling:PingInterval must be from one second to one hour.",
        { TicketTime.Ticks: <= 0 } or { TicketTime.TotalMinutes: > 10 } => "Signaling:TicketTime must be more than zero and at most ten minutes.",
        { TicketsPerUser: < 1 } => "Signaling:TicketsPerUser must be at least 1.",
        { MaxTickets: < 1 } => "Signaling:MaxTickets must be at least 1.",
        _ => null,
    };

    internal sealed class Validator : IValidateOptions<SignalingOptions>
    {
        public ValidateOptionsResult Validate(string? name, SignalingOptions options) =>
            options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}

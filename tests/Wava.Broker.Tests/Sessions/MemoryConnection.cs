using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Wava.Testing;

namespace Wava.Broker.Tests.Sessions;

/// <summary>The server's end of a connection that has no socket under it.</summary>
internal sealed class MemoryConnection : ConnectionContext, IDuplexPipe
{
    private readonly Pipe _up;
    private readonly Pipe _down;

    public MemoryConnection(PipeOptions? options = null, string address = "192.0.2.1")
    {
        (_up, _down) = (new Pipe(options ?? PipeOptions.Default), new Pipe(options ?? PipeOptions.Default));
        RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 4711);
        Client = new DuplexStream(_down.Reader, _up.Writer);
    }

    /// <summary>The client's end.</summary>
    public DuplexStream Client { get; }

    /// <summary>Whether the server has cut the connection.</summary>
    public bool Aborted { get; private set; }

    public PipeReader Input => _up.Reader;

    public PipeWriter Output => _down.Writer;

    public override string ConnectionId { get; set; } = "memory";

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport
    {
        get => this;
        set => throw new NotSupportedException();
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        Aborted = true;
        // As a web server does it: what waits to be written is let go, what is read ends with an error.
        _down.Reader.Complete();
        _up.Writer.Complete(new ConnectionAbortedException());
    }

    /// <summary>The handler has returned: the web server closes the connection.</summary>
    public void End()
    {
        _up.Reader.Complete();
        _down.Writer.Complete();
    }
}

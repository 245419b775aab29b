using System.Text.Json.Serialization;

namespace Wava.Web.Signaling.News;

/// <summary>Something that peers are told. As JSON it has the <c>type</c> by which docs/web-api.md knows it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Welcome), "welcome")]
[JsonDerivedType(typeof(PeerJoined), "joined")]
[JsonDerivedType(typeof(PeerAway), "away")]
[JsonDerivedType(typeof(PeerBack), "back")]
[JsonDerivedType(typeof(PeerLeft), "left")]
[JsonDerivedType(typeof(PeerChanged), "state")]
[JsonDerivedType(typeof(PeerSignal), "signal")]
[JsonDerivedType(typeof(Dismissed), "dismissed")]
internal abstract record CallNews;

using Wava.Broker.Messages;

namespace Wava.Broker.Handlers;

/// <summary>Makes the message that carries an answer.</summary>
internal delegate Message AnswerEncoder(string destination, object payload, IEnumerable<KeyValuePair<string, string>>? headers);

using System.Text;
using Wava.Broker.Destinations;

namespace Wava.Broker.Handlers;

/// <summary>Works out where the answers of handlers go.</summary>
/// <remarks>
/// <para>
/// What counts is said closest to the handler: a method that says anything itself, by <see cref="SendToAttribute"/> or <see cref="SendToUserAttribute"/>,
/// is not concerned by what its class says, so that an error meant for one user cannot reach everybody because the class has a topic. An attribute
/// without destinations takes those that the same attribute has further out, or else the default.
/// </para>
/// <para>A handler of subscriptions answers its subscriber unless it says something else itself; what its class says does not count.</para>
/// </remarks>
internal sealed class ReplyPlanner(DestinationLayout layout)
{
    public ReplyPlan Plan(HandlerDefinition handler, AnswerKind answer, IReadOnlyList<Mapping> mappings, ICollection<string> problems)
    {
        IReadOnlyList<IReadOnlyList<object>> levels = handler.Metadata;
        int level = levels.Count - 1;
        if (answer == AnswerKind.None)
        {
            if (SaysAnything(levels[level])) problems.Add($"{handler.Name}: it says where its answers go, but has none, because it returns nothing.");
            return ReplyPlan.None;
        }

        if (handler.Kind == HandlerKind.Subscription && !SaysAnything(levels[level])) return new ReplyPlan(true, [], [], false);
        while (level >= 0 && !SaysAnything(levels[level])) level--;
        SendToAttribute? everybody = level < 0 ? new SendToAttribute() : Last<SendToAttribute>(levels[level]);
        SendToUserAttribute? user = level < 0 ? null : Last<SendToUserAttribute>(levels[level]);
        List<ReplyDestination> destinations = [], userDestinations = [];
        if (everybody is not null)
        {
            IReadOnlyList<string> named = Named<SendToAttribute>(levels, level, each => each.Destinations);
            if (named.Count > 0) destinations = Read(handler, mappings, "SendTo", named, layout.Serves, problems);
            else AddDefault(destinations, handler, answer, mappings, layout.TopicPrefix, "[SendTo], and the broker has no topics", problems);
        }

        if (user is not null)
        {
            IReadOnlyList<string> named = Named<SendToUserAttribute>(levels, level, each => each.Destinations);
            if (named.Count > 0) userDestinations = Read(handler, mappings, "SendToUser", named, layout.ServesUsers, problems);
            else AddDefault(userDestinations, handler, answer, mappings, layout.QueuePrefix, "[SendToUser], and the broker has no queues", problems);
        }

        return new ReplyPlan(false, destinations, userDestinations, user?.Broadcast ?? false);
    }

    private static bool SaysAnything(IReadOnlyList<object> level) => level.Any(each => each is SendToAttribute or SendToUserAttribute);

    private static T? Last<T>(IReadOnlyList<object> level)
        where T : class => level.OfType<T>().LastOrDefault();

    private static IReadOnlyList<string> Named<T>(IReadOnlyList<IReadOnlyList<object>> levels, int level, Func<T, IReadOnlyList<string>> destinations)
        where T : class
    {
        for (; level >= 0; level--)
        {
            if (Last<T>(levels[level]) is { } attribute && destinations(attribute).Count > 0) return destinations(attribute);
        }

        return [];
    }

    private void AddDefault(
        List<ReplyDestination> to, HandlerDefinition handler, AnswerKind answer, IReadOnlyList<Mapping> mappings, string? prefix, string missing,
        ICollection<string> problems)
    {
        if (prefix is null)
        {
            // Messages that say themselves where they go need no default.
            if (answer is AnswerKind.Payload) problems.Add($"{handler.Name}: nobody says where its answers go: there is no destination in a {missing}.");
            return;
        }

        // Where '.' separates too, the mapping does not tell which of the two the message's destination has behind the prefix.
        bool isFixed = layout.Separator == '/' && mappings is [{ Exact: not null }];
        to.Add(isFixed ? new FixedReply(mappings[0].Text == "/" ? prefix : prefix + mappings[0].Text) : new FollowingReply(prefix, layout));
    }

    private List<ReplyDestination> Read(
        HandlerDefinition handler, IReadOnlyList<Mapping> mappings, string attribute, IReadOnlyList<string> destinations, Func<string, bool> serves,
        ICollection<string> problems)
    {
        var read = new List<ReplyDestination>();
        foreach (string text in destinations.Distinct(StringComparer.Ordinal))
        {
            string where = $"{handler.Name}: [{attribute}(\"{text}\")]";
            if (!TemplateReply.TryParse(text, out TemplateReply? template, out string? problem))
            {
                problems.Add($"{where} is not a destination: {problem}");
            }
            else if (Check(template, serves) is { } wrong)
            {
                problems.Add($"{where} {wrong}");
            }
            else
            {
                foreach (string variable in template.Variables.Distinct(StringComparer.Ordinal))
                {
                    if (handler.Kind != HandlerKind.Exception && mappings.FirstOrDefault(mapping => !mapping.Variables.Contains(variable)) is { } without)
                        problems.Add($"{where} names a variable '{variable}', which its mapping {without} does not have.");
                }

                read.Add(template.Variables.Any() ? template : new FixedReply(text));
            }
        }

        return read;
    }

    private string? Check(TemplateReply template, Func<string, bool> serves)
    {
        string sample = template.Sample;
        if (DestinationName.Validate(Encoding.UTF8.GetBytes(sample), int.MaxValue, layout.Separator) is { } problem) return $"is not a destination: {problem}";
        if (sample.Contains('*', StringComparison.Ordinal)) return "is not a destination: an answer goes to one place, and '*' stands for many.";
        // A variable may stand where a prefix ends; then only a message can tell.
        if (serves(sample) || (template.Variables.Any() && layout.BrokerPrefixes.Any(prefix => prefix.StartsWith(template.Head, StringComparison.Ordinal)))) return null;
        if (serves == layout.ServesUsers && sample.StartsWith(layout.UserPrefix, StringComparison.Ordinal))
            return $"lies under no prefix of the broker: leave out the user prefix {layout.UserPrefix}.";
        return $"is nobody's destination: it lies under none of the prefixes {string.Join(", ", layout.BrokerPrefixes)}.";
    }
}

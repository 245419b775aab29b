using Wava.Broker;
using Wava.Broker.Handlers;

namespace Wava.Web.Problems;

/// <summary>Gives the reports on messages that their handlers cannot be given the <c>code</c> that the same mistake has over HTTP.</summary>
internal sealed class InvalidMessages : IMessageFilter
{
    public ValueTask<object?> InvokeAsync(MessageContext context, MessageFilterDelegate next)
    {
        try
        {
            ValueTask<object?> answer = next(context);
            return answer.IsCompletedSuccessfully ? answer : AwaitAsync(answer);
        }
        catch (BadMessageException bad) when (bad.Code is null)
        {
            throw Coded(bad);
        }
    }

    private static async ValueTask<object?> AwaitAsync(ValueTask<object?> answer)
    {
        try
        {
            return await answer;
        }
        catch (BadMessageException bad) when (bad.Code is null)
        {
            throw Coded(bad);
        }
    }

    private static BadMessageException Coded(BadMessageException bad) => new(bad.Message, bad.Details) { Code = ProblemCode.Invalid, Errors = bad.Errors };
}

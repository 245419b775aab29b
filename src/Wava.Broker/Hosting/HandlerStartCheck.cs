using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Wava.Broker.Handlers;

namespace Wava.Broker.Hosting;

/// <summary>Lets the start fail when something is wrong with the handlers.</summary>
/// <remarks>It looks at them when all of the application's pipeline has been built, <c>UseEndpoints</c> included, and before the server listens: after all of them are mapped, before the first is needed.</remarks>
internal sealed class HandlerStartCheck : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        _ = app.ApplicationServices.GetRequiredService<HandlerCatalog>().Table;
    };
}

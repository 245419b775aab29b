// Say your name and everybody who looks at the page is told so: the smallest application with a message handler.
//
//   dotnet run --project samples/Greetings          then open http://127.0.0.1:5090
//
// The page (wwwroot/) sends {"name":"Ann"} to /app/hello and listens to /topic/greetings.
using System.ComponentModel.DataAnnotations;
using System.Net;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddStompBroker()
    .UseApplicationPrefixes("/app")
    .UseMemoryBroker("/topic", "/queue");

var app = builder.Build();
app.UseDefaultFiles().UseStaticFiles();
app.MapStomp("/ws");
app.MapMessage("/hello", (HelloMessage hello) => new Greeting($"Hello, {WebUtility.HtmlEncode(hello.Name)}!")).SendTo("/topic/greetings");
app.Run();

/// <summary>What a page sends. A message that breaks the rules does not get to the handler: its sender hears of it on /user/queue/errors.</summary>
/// <param name="Name">Who says hello.</param>
internal sealed record HelloMessage([Required, StringLength(100)] string Name);

/// <summary>What all pages get.</summary>
/// <param name="Content">The greeting, as HTML text.</param>
internal sealed record Greeting(string Content);

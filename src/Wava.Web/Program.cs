using Microsoft.Extensions.Options;
using Wava.Web.Accounts;
using Wava.Web.Chat;
using Wava.Web.Hosting;
using Wava.Web.Media;
using Wava.Web.Problems;
using Wava.Web.Rooms;
using Wava.Web.Signaling;
using Wava.Web.Storage;

StartRefusal.Explain();
// What is configured counts from the start on. Whoever watched the files for changes would be woken by every write to the storage's folder beside them.
WebApplicationBuilder builder = WebApplication.CreateBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);
builder.Services.AddProblems();
builder.Services.AddStorage(builder.Configuration);
builder.Services.AddAccounts(builder.Configuration);
builder.Services.AddRooms(builder.Configuration);
builder.Services.AddChat(builder.Configuration);
builder.Services.AddSignaling(builder.Configuration);
builder.Services.AddMedia(builder.Configuration);
builder.AddWeb();

WebApplication app = builder.Build();
// All of the configuration is looked at before anything is opened.
app.Services.GetRequiredService<IStartupValidator>().Validate();
if (!await app.OpenStorageAsync()) return 1;
app.UseWeb();
app.MapAccounts();
app.MapRooms();
app.MapChat();
app.MapSignaling();
app.MapMedia();
app.MapClient();
await app.RunAsync();
return 0;

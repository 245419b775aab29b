using System.Globalization;
using Microsoft.OpenApi;
using Wava.Web.Problems;

namespace Wava.Web.Hosting;

/// <summary>Describes the HTTP part of the API to machines: <c>/openapi/v1.json</c>.</summary>
internal static class ApiDescription
{
    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Wava";
            document.Info.Description = "Accounts, rooms and history. What happens while people are together goes over STOMP: see docs/web-api.md.";
            document.Info.License = new OpenApiLicense { Name = "MIT" };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "The access token of a session." },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Refusal[] refusals = [.. context.Description.ActionDescriptor.EndpointMetadata.OfType<Refusal>()];
            foreach (IGrouping<int, string> each in refusals.SelectMany(each => each.Codes.Select(code => (each.Status, Code: code))).GroupBy(each => each.Status, each => each.Code))
            {
                if (operation.Responses?.GetValueOrDefault(each.Key.ToString(CultureInfo.InvariantCulture)) is { } response) response.Description = $"`{string.Join("`, `", each.Distinct())}`";
            }

            if (refusals.Any(each => each.Codes.Contains(ProblemCode.NotSignedIn)))
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", context.Document)] = [] }];
            return Task.CompletedTask;
        });
    });
}

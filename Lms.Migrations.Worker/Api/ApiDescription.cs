using System.Text.RegularExpressions;
using Lms.Migrations.Worker.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Lms.Migrations.Worker.Api;

/// <summary>What the OpenAPI document says beside what the endpoints say of themselves: how to sign in, and which roles may what.</summary>
internal static class ApiDescription
{
    private const string Scheme = "token";

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Lms migrations worker",
                Version = "v1",
                Description = "Asks for changes of databases, watches them, steers them. Every answer that is no success is a problem document (RFC 9457).",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A token, as an admin makes it with 'lms token create'.",
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
            return Task.CompletedTask;
        });
        // Texts that are cleaned on their way out are texts all the same.
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(string))
                schema.Type = context.JsonPropertyInfo?.IsGetNullable == true ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
            // The lines of a comment in the code are no lines of a description.
            schema.Description = schema.Description is { } description ? Regex.Replace(description, @"\s+", " ", RegexOptions.NonBacktracking) : null;
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            // The group asks for a viewer, and an endpoint for more: the last one is what counts.
            var policy = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().LastOrDefault()?.Policy ?? AccessPolicy.View;
            var roles = AccessPolicy.Roles[policy].Select(role => role.ToString().ToLowerInvariant());
            operation.Description = $"{operation.Description}Roles: {string.Join(", ", roles)}.";
            return Task.CompletedTask;
        });
    }
}

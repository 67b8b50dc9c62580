using System.Security.Cryptography;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Lms.Dashboard.Serving;

/// <summary>The style sheet, the script and the icon. They are part of the program, and kept by browsers until it changes.</summary>
internal static class AssetFiles
{
    private const string Root = "/assets";
    private const string Kept = "public, max-age=31536000, immutable";
    private static readonly EmbeddedFileProvider Files = new(typeof(AssetFiles).Assembly, "Lms.Dashboard.Assets");

    public static string Style { get; } = PathOf("app.css");

    public static string Script { get; } = PathOf("app.js");

    public static string Icon { get; } = PathOf("icon.svg");

    public static IApplicationBuilder UseAssets(this IApplicationBuilder app) => app.UseStaticFiles(new StaticFileOptions
    {
        FileProvider = Files,
        RequestPath = Root,
        OnPrepareResponse = prepared =>
        {
            // What is asked for without its hash may be of another version.
            if (prepared.Context.Request.QueryString.HasValue)
                prepared.Context.Response.Headers[HeaderNames.CacheControl] = Kept;
        },
    });

    private static string PathOf(string name)
    {
        using var content = Files.GetFileInfo(name).CreateReadStream();
        return $"{Root}/{name}?v={Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 6))}";
    }
}

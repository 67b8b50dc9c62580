using System.Globalization;
using System.Text.RegularExpressions;

namespace Lms.EmbeddedPostgres.Roots;

/// <summary>A package to fetch, and its exact size in bytes.</summary>
internal sealed record Package(string Name, long Size);

/// <summary>Which packages a server with DocumentDB consists of.</summary>
internal static partial class PackageList
{
    private static readonly string[] Wanted = ["postgresql-18", "postgresql-client-18", "postgresql-18-documentdb"];

    /// <summary>What Debian's packages need to be installed on a machine, but the server does not need to run.</summary>
    private static readonly string[] Unneeded =
    [
        "adduser", "debconf", "locales", "openssl", "perl", "postgresql-client-common", "postgresql-common", "ssl-cert", "tzdata", "ucf",
    ];

    public static async Task<IReadOnlyList<Package>> ReadAsync(AptWorkspace workspace, CancellationToken cancellationToken)
    {
        // Raster images and solid geometry drag in a hundred libraries; DocumentDB asks PostGIS for plain geometry only.
        var postgis = await workspace.AptCacheAsync(cancellationToken, "depends", "postgresql-18-postgis-3").ConfigureAwait(false);
        var extras = GeometryExtra().Matches(postgis).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal);
        await workspace.PretendInstalledAsync([.. Unneeded, .. extras], cancellationToken).ConfigureAwait(false);
        var answer = await workspace.AptGetAsync(cancellationToken, ["install", "--yes", "--print-uris", .. Wanted]).ConfigureAwait(false);
        return [.. Parse(answer)];
    }

    /// <summary>Reads lines such as <c>'http://…/x_1.0_amd64.deb' x_1.0_amd64.deb 39320 SHA256:…</c>.</summary>
    internal static IEnumerable<Package> Parse(string answer) => Line().Matches(answer).Select(match => new Package(
        match.Groups["name"].Value, long.Parse(match.Groups["size"].Value, CultureInfo.InvariantCulture)));

    [GeneratedRegex(
        @"^'[^']+' (?<name>[^_ ]+)_\S+\.deb (?<size>\d+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();

    [GeneratedRegex(@"Depends: (?<name>lib(gdal|sfcgal)\S*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GeometryExtra();
}

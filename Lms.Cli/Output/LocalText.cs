using Lms.Migrations.Planning;

namespace Lms.Cli.Output;

/// <summary>Names as they are shown at a command line.</summary>
internal static class LocalText
{
    /// <summary><c>003-create-enrollments-table</c>.</summary>
    public static string Id(this MigrationStatus status) => $"{status.Version}-{status.Name}";

    /// <summary>The path as seen from the working directory where that is shorter.</summary>
    public static string ShortPath(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}

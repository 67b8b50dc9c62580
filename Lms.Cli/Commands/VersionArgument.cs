using System.CommandLine.Parsing;
using Lms.Migrations.Catalog;

namespace Lms.Cli.Commands;

/// <summary>Reads a version from the command line: digits, or the migration's full name.</summary>
internal static class VersionArgument
{
    public static MigrationVersion? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (MigrationVersion.TryParse(text, out var version) || MigrationFile.TryParse(text, out version, out _))
            return version;

        result.AddError($"'{text}' is not a version: give the digits that a migration's file name begins with.");
        return null;
    }
}

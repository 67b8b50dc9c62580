using System.CommandLine;
using Lms.Cli.Databases;
using Lms.Migrations;
using Lms.Migrations.Catalog;

namespace Lms.Cli.Commands;

/// <summary>What <c>migrate</c> and <c>plan</c> have in common: the options that say what is to be applied.</summary>
internal sealed class MigrateRequestOptions
{
    public Option<MigrationVersion?> To { get; } = new("--to")
    {
        HelpName = "VERSION", CustomParser = VersionArgument.Parse, Description = "The last migration to apply.",
    };

    public Option<bool> OutOfOrder { get; } = new("--out-of-order")
    {
        Description = "Also apply migrations older than the newest applied one.",
    };

    /// <exception cref="Configuration.UsageException">A version is named and several databases are meant.</exception>
    public async Task<Change.Migrate> ReadAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = new MigrateRequest(parsed.GetValue(To), parsed.GetValue(OutOfOrder));
        if (request.To is not null)
            _ = await session.SingleDatabaseAsync("A version belongs to one database.", cancellationToken);
        return new Change.Migrate(request);
    }
}

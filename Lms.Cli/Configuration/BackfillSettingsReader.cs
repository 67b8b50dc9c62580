using Lms.Migrations;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Configuration;

/// <summary>Reads <c>options.backfill</c> of a configuration.</summary>
internal static class BackfillSettingsReader
{
    private static readonly string[] Known =
    [
        "chunkSize", "batchSize", "batchTarget", "batchTimeout", "lanes", "attempts", "lagLimit", "pauseRatio", "serverPatience",
    ];

    /// <summary>Reads the object that the settings stand at; what it leaves out keeps its default.</summary>
    public static BackfillSettings Read(ref JsonSettings settings)
    {
        var backfill = new BackfillSettings();
        settings.EnterObject();
        while (settings.NextProperty() is { } property)
        {
            backfill = property switch
            {
                "chunkSize" => backfill with { ChunkSize = settings.ReadInteger() },
                "batchSize" => backfill with { BatchSize = settings.ReadInteger() },
                "batchTarget" => backfill with { BatchTarget = settings.ReadDuration() },
                "batchTimeout" => backfill with { BatchTimeout = settings.ReadDuration() },
                "lanes" => backfill with { Lanes = settings.ReadInteger() },
                "attempts" => backfill with { Attempts = settings.ReadInteger() },
                "lagLimit" => backfill with { LagLimit = settings.ReadDuration() },
                "pauseRatio" => backfill with { PauseRatio = settings.ReadNumber() },
                "serverPatience" => backfill with { ServerPatience = settings.ReadDuration() },
                _ => throw settings.UnknownProperty(Known),
            };
            OptionsReader.Check(ref settings, new MigrationRunnerOptions { Backfill = backfill });
            settings.Leave();
        }

        return backfill;
    }
}

using Npgsql;

namespace Lms.Migrations.Postgres;

/// <summary>What every connection of the engine has in common, whatever the connection string says or leaves open.</summary>
internal static class PostgresSettings
{
    public static void Complete(NpgsqlConnectionStringBuilder settings, MigrationRunnerOptions options)
    {
        if (!settings.ShouldSerialize("Timeout"))
            settings.Timeout = (int)Math.Ceiling(options.ConnectTimeout.TotalSeconds);
        settings.ApplicationName ??= "lms";
        // Statements are bounded by the server's own timeouts and by cancellation, which both say why.
        settings.CommandTimeout = 0;
        // Violated constraints name the offending key only then.
        settings.IncludeErrorDetail = true;
        // Which statement of a migration failed is known only then.
        settings.IncludeFailedBatchedCommand = true;
        settings.NoResetOnClose = true;
        // Asked for by default, it would load the Kerberos library on every start; TLS is negotiated as the string says.
        if (!settings.ShouldSerialize("GSS Encryption Mode"))
            settings.GssEncryptionMode = GssEncryptionMode.Disable;
        settings.Enlist = false;
        settings.MaxPoolSize = options.MostConnections;
        settings.MinPoolSize = 0;
    }

    public static NpgsqlDataSource CreateSource(NpgsqlConnectionStringBuilder settings)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString);
        builder.EnableTransportSecurity();
        builder.EnableIntegratedSecurity();
        // The built-in types are all that is read; loading the catalogue of types would cost more than most runs.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        return builder.Build();
    }
}

using Lms.EmbeddedPostgres.Sources;
using Npgsql;

namespace Lms.EmbeddedPostgres.Servers;

/// <summary>DocumentDB in the database <c>postgres</c>, the only one it works in.</summary>
internal static class DocumentExtension
{
    private const string IsInstalled = "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'documentdb')";

    /// <summary>Creates the extension where the server can have it.</summary>
    /// <returns>Null when documents are available, else the reason why not.</returns>
    public static async Task<string?> EnsureAsync(
        PostgresInstallation installation, string connectionString, CancellationToken cancellationToken)
    {
        if (!installation.HasDocuments)
            return $"the PostgreSQL {installation.Version} in {installation.BinDirectory} has no DocumentDB extension";
        var connection = new NpgsqlConnection(connectionString);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (await IsInstalledAsync(connection, cancellationToken).ConfigureAwait(false))
                return null;
            return await CreateAsync(connection, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a server that is not ours has the extension.</summary>
    /// <returns>Null when documents are available, else the reason why not.</returns>
    public static async Task<string?> ReasonForAbsenceAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await IsInstalledAsync(connection, cancellationToken).ConfigureAwait(false)
            ? null
            : $"the database '{connection.Database}' at {connection.DataSource} has no DocumentDB extension";

    private static async Task<bool> IsInstalledAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(IsInstalled, connection);
        await using (command.ConfigureAwait(false))
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    private static async Task<string?> CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("CREATE EXTENSION IF NOT EXISTS documentdb CASCADE", connection);
        await using (command.ConfigureAwait(false))
        {
            try
            {
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (PostgresException fault)
            {
                return $"the DocumentDB extension cannot be created: {fault.MessageText}";
            }
        }
    }
}

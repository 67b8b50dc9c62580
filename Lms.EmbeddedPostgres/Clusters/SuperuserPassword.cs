using System.Security.Cryptography;
using Lms.EmbeddedPostgres.Machines;
using Lms.EmbeddedPostgres.Servers;
using Npgsql;

namespace Lms.EmbeddedPostgres.Clusters;

/// <summary>The superuser's password, generated once per data directory and kept in a file only its owner reads.</summary>
internal static class SuperuserPassword
{
    public static string Generate() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The password that the running server accepts; data fresh from the template gets one of its own.</summary>
    public static async Task<string> EnsureAsync(ClusterDirectory cluster, int port, CancellationToken cancellationToken)
    {
        var current = await FindAsync(cluster, port, cancellationToken).ConfigureAwait(false);
        if (!File.Exists(cluster.TemplatePassword))
            return current;

        // Written down before the server knows it: whenever this is killed, one of the files has the valid one.
        var next = Generate();
        Folders.WritePrivate(cluster.NextPassword, next);
        await ChangeAsync(LocalConnection.String(port, current), next, cancellationToken).ConfigureAwait(false);
        File.Move(cluster.NextPassword, cluster.Password, overwrite: true);
        File.Delete(cluster.TemplatePassword);
        return next;
    }

    private static async Task<string> FindAsync(ClusterDirectory cluster, int port, CancellationToken cancellationToken)
    {
        string[] files = [cluster.NextPassword, cluster.Password, cluster.TemplatePassword];
        foreach (var file in files.Where(File.Exists))
        {
            var password = await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
            if (await AcceptsAsync(LocalConnection.String(port, password), cancellationToken).ConfigureAwait(false))
                return password;
        }

        throw new EmbeddedPostgresException(
            $"The server on {cluster.Path} accepts none of its recorded passwords: restore {cluster.Password}, or delete that directory.");
    }

    private static async Task<bool> AcceptsAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        await using (connection.ConfigureAwait(false))
        {
            try
            {
                await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.InvalidPassword)
            {
                return false;
            }
        }
    }

    private static async Task ChangeAsync(string connectionString, string password, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            // ALTER ROLE takes no parameters; the password is ours and hexadecimal.
            var command = new NpgsqlCommand($"ALTER ROLE postgres PASSWORD '{password}'", connection);
            await using (command.ConfigureAwait(false))
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}

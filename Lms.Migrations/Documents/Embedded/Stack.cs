using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Documents.DocumentDb;
using Lms.Migrations.Failures;
using Lms.Migrations.Postgres;

namespace Lms.Migrations.Documents;

/// <summary>The embedded stack reaches documents through DocumentDB's SQL functions alone.</summary>
internal static class Stack
{
    /// <summary>Opens a document database.</summary>
    /// <param name="connectionString"><c>documentdb://…</c></param>
    /// <param name="options">Bounds of connecting and cleaning up.</param>
    /// <param name="kept">Connections that outlive the object, which then only looks; null for connections of its own.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="RequestException">The connection string cannot be read, or is one of MongoDB's.</exception>
    /// <exception cref="DatabaseUnavailableException">No server answers, it refuses the login, or it lacks something.</exception>
    public static async Task<IDocumentDatabase> OpenAsync(
        string connectionString, MigrationRunnerOptions options, KeptConnections? kept, TimeProvider time, CancellationToken cancellationToken) =>
        await DocumentDbDatabase.OpenAsync(connectionString, options, kept, time, cancellationToken).ConfigureAwait(false);
}

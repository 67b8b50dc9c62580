using System.Reflection;

namespace Lms.Migrations;

/// <summary>A database that migrations change: where it is and which catalog belongs to it.</summary>
/// <param name="Name">The name people use for it: <c>lms</c>. Shown in every message; not necessarily the server's name for it.</param>
/// <param name="Engine">What kind of server it lives on.</param>
/// <param name="ConnectionString">PostgreSQL: an Npgsql keyword string or a <c>postgres://</c> URL. MongoDB: a
/// <c>documentdb://user:password@host:port/name</c> URL, which names a PostgreSQL server with the DocumentDB extension and the logical
/// database on it. Never shown.</param>
/// <param name="CatalogDirectory">The directory of its migrations.</param>
/// <param name="SeederDirectory">The directory of its seeders; null when it has none.</param>
public sealed record DatabaseTarget(
    string Name,
    DatabaseEngine Engine,
    string ConnectionString,
    string CatalogDirectory,
    string? SeederDirectory = null)
{
    /// <summary>The program whose resources the catalog is, <see cref="CatalogDirectory"/> being what their names begin with; null
    /// where it is a directory on disk.</summary>
    public Assembly? CatalogAssembly { get; init; }

    /// <summary>The name alone: a record's own text would print the connection string and its password.</summary>
    public override string ToString() => Name;
}

/// <summary>The kinds of server that the engine can migrate.</summary>
public enum DatabaseEngine
{
    /// <summary>PostgreSQL 14 or later; migrations are <c>.sql</c> files.</summary>
    PostgreSql,

    /// <summary>MongoDB, or DocumentDB on PostgreSQL; migrations are <c>.json</c> files.</summary>
    MongoDb,
}

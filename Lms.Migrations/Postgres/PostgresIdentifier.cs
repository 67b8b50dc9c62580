namespace Lms.Migrations.Postgres;

/// <summary>The one place where a name becomes part of SQL text.</summary>
internal static class PostgresIdentifier
{
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Quote(string schema, string name) => $"{Quote(schema)}.{Quote(name)}";
}

using Npgsql;
using NpgsqlTypes;

namespace Lms.Migrations.Postgres;

/// <summary>Positional parameters that may be null, whose type the driver cannot guess then.</summary>
internal static class PostgresParameter
{
    public static NpgsqlParameter Text(string? value) => Create(NpgsqlDbType.Text, value);

    public static NpgsqlParameter Integer(int? value) => Create(NpgsqlDbType.Integer, value);

    public static NpgsqlParameter BigInt(long? value) => Create(NpgsqlDbType.Bigint, value);

    public static NpgsqlParameter Double(double? value) => Create(NpgsqlDbType.Double, value);

    public static NpgsqlParameter Timestamp(DateTime? value) => Create(NpgsqlDbType.TimestampTz, value);

    private static NpgsqlParameter Create(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };
}

using Npgsql;
using NpgsqlTypes;

namespace Lms.Migrations.Worker.Platform;

/// <summary>Commands with positional parameters that may be null.</summary>
internal static class PlatformCommand
{
    public static NpgsqlCommand Create(this NpgsqlDataSource source, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = source.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    /// <summary>Every row that the command returns.</summary>
    public static async Task<List<T>> ReadAllAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    public static NpgsqlParameter Text(string? value) => Of(NpgsqlDbType.Text, value);

    public static NpgsqlParameter Texts(IEnumerable<string> values) => Of(NpgsqlDbType.Array | NpgsqlDbType.Text, values.ToArray());

    public static NpgsqlParameter Id(Guid? value) => Of(NpgsqlDbType.Uuid, value);

    public static NpgsqlParameter Ids(IEnumerable<Guid> values) => Of(NpgsqlDbType.Array | NpgsqlDbType.Uuid, values.ToArray());

    public static NpgsqlParameter Number(long? value) => Of(NpgsqlDbType.Bigint, value);

    public static NpgsqlParameter Flag(bool value) => Of(NpgsqlDbType.Boolean, value);

    public static NpgsqlParameter Time(DateTimeOffset? value) => Of(NpgsqlDbType.TimestampTz, value?.UtcDateTime);

    public static NpgsqlParameter Span(TimeSpan? value) => Of(NpgsqlDbType.Interval, value);

    private static NpgsqlParameter Of(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };
}

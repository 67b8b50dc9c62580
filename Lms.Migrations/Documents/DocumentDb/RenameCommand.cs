using System.Text.Json;
using Lms.Migrations.Documents.Commands;
using Npgsql;

namespace Lms.Migrations.Documents.DocumentDb;

/// <summary><c>{ "renameCollection": "db.from", "to": "db.to", "dropTarget": false }</c>, taken apart.</summary>
internal sealed record RenameCommand(string From, string To, bool DropTarget)
{
    /// <exception cref="DocumentCommandException">A name is missing or lies in another database.</exception>
    public static RenameCommand Read(string database, CommandText command)
    {
        var fields = EjsonElement.Parse(command.Json);
        var to = fields.Field("to") is { ValueKind: JsonValueKind.String } field ? field.GetString()! : "";
        var dropTarget = fields.Field("dropTarget") is { ValueKind: JsonValueKind.True };
        return new RenameCommand(Within(database, command.Collection), Within(database, to), dropTarget);
    }

    public IEnumerable<NpgsqlParameter> Arguments(string database) =>
        [new() { Value = database }, new() { Value = From }, new() { Value = To }, new() { Value = DropTarget }];

    private static string Within(string database, string qualified) =>
        qualified.StartsWith($"{database}.", StringComparison.Ordinal) && qualified.Length > database.Length + 1
            ? qualified[(database.Length + 1)..]
            : throw new DocumentCommandException(
                73, $"renameCollection takes names of this database, as '{database}.collection'; '{qualified}' is none.");
}

using System.Text;
using System.Text.Json;
using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Documents.DocumentDb;

/// <summary>A command with what its first field says: which it is, and mostly on which collection.</summary>
/// <param name="Json">As it was given.</param>
/// <param name="Name">The first field's name.</param>
/// <param name="Target">The first field's value when it is a string, else null.</param>
internal sealed record CommandText(string Json, string Name, string? Target)
{
    /// <exception cref="DocumentCommandException">It is no document with a field.</exception>
    public static CommandText Parse(string json)
    {
        try
        {
            // Whatever follows the first field is the server's to read.
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                return new CommandText(json, name, reader.TokenType == JsonTokenType.String ? reader.GetString() : null);
            }
        }
        catch (JsonException exception)
        {
            throw new DocumentCommandException(9, $"The command is not JSON: {exception.Message}", exception);
        }

        throw new DocumentCommandException(9, "A command is a document whose first field names it.");
    }

    /// <summary>The collection.</summary>
    /// <exception cref="DocumentCommandException">The first field's value is no string.</exception>
    public string Collection =>
        Target ?? throw new DocumentCommandException(73, $"The command '{Name}' needs the name of a collection.");
}

using System.Text.Json;
using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Documents;

/// <summary>Refusals of single documents, which stand inside the reply of a command that itself succeeded.</summary>
internal static class WriteErrors
{
    /// <summary>Turns the first of them that does not count as expected into a failure.</summary>
    /// <exception cref="DocumentCommandException">There is one.</exception>
    public static void Throw(JsonElement reply, Func<JsonElement, bool> except)
    {
        if (reply.Field("writeErrors") is not { } errors)
            return;

        foreach (var error in errors.EnumerateArray().Where(error => !except(error)))
        {
            var code = error.Required("code").AsInt();
            var message = $"{error.Required("errmsg").AsText()} (number {error.Required("index").AsLong()} of the command, from 0)";
            throw new DocumentCommandException(code, message);
        }
    }
}

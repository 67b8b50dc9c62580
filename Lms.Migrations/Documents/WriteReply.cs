using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Documents;

/// <summary>What an insert or update has done.</summary>
/// <param name="Matched">Documents inserted, or matched by the filter.</param>
/// <param name="Modified">Those changed by an update.</param>
internal sealed record WriteReply(long Matched, long Modified)
{
    /// <summary>Reads the reply of a write command.</summary>
    /// <exception cref="DocumentCommandException">It has a write error: the first one.</exception>
    public static WriteReply Parse(string reply)
    {
        var fields = EjsonElement.Parse(reply);
        if (fields.Field("writeErrors") is { } errors && errors.GetArrayLength() > 0)
        {
            var error = errors[0];
            throw new DocumentCommandException(error.Required("code").AsInt(), "WriteError", error.Field("errmsg")?.AsText() ?? "The server gives no reason.");
        }

        return new WriteReply(fields.Field("n")?.AsLong() ?? 0, fields.Field("nModified")?.AsLong() ?? 0);
    }
}

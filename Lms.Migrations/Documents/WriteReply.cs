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
        WriteErrors.Throw(fields, except: _ => false);
        return new WriteReply(fields.Field("n")?.AsLong() ?? 0, fields.Field("nModified")?.AsLong() ?? 0);
    }
}

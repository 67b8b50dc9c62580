namespace Lms.Testing;

/// <summary>The embedded stack: DocumentDB's SQL functions.</summary>
internal static class Stack
{
    /// <param name="documentDb"><c>documentdb://…</c></param>
    /// <param name="server">Npgsql keyword string to the database that has the extension.</param>
    /// <param name="name">The logical database's name.</param>
    public static DocumentAccess Serve(string documentDb, string server, string name)
    {
        _ = (server, name);
        return new DocumentAccess(documentDb, "application_name", Server: null);
    }
}

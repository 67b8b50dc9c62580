using Lms.DocumentDb;
using Lms.DocumentGateway.Bson;
using Lms.DocumentGateway.Wire;

namespace Lms.DocumentGateway.Commands;

/// <summary>Bounds that MongoDB puts on documents, and that DocumentDB names otherwise.</summary>
internal static class DocumentSizes
{
    /// <exception cref="CommandException">A document that shall be kept is too large.</exception>
    public static void Check(Request request)
    {
        if (request.Name != "insert" || !BsonElements.TryFind(request.Body, "documents"u8, out var documents) || documents.Type != BsonType.Array)
            return;

        foreach (var document in new BsonElements(documents.Value))
        {
            if (document.Value.Length > WireLimits.LargestDocument)
                throw TooLarge(document.Value.Length, WireLimits.LargestDocument);
        }
    }

    /// <exception cref="CommandException">A document of a command is larger than any may be.</exception>
    public static void Check(int length)
    {
        if (length > WireLimits.LargestDocumentInCommand)
            throw TooLarge(length, WireLimits.LargestDocumentInCommand);
    }

    private static CommandException TooLarge(int length, int bound) =>
        new(MongoError.BsonObjectTooLarge, $"A document of {length} bytes is larger than {bound}.");
}

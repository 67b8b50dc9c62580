using Lms.DocumentGateway.Bson;
using Lms.DocumentGateway.Commands;

namespace Lms.DocumentGateway.DocumentDb;

/// <summary>Makes a count without a condition one that counts.</summary>
/// <remarks>DocumentDB answers it from PostgreSQL's statistics, which are as old as the last ANALYZE and know nothing of what was written since. MongoDB
/// never does on a server that was not killed. A condition that says nothing is condition enough.</remarks>
internal static class ExactCount
{
    private const int EmptyDocument = 5;

    public static byte[] Of(Request request)
    {
        if (BsonElements.TryFind(request.Body, "query"u8, out var query) && query.Type == BsonType.Document && query.Value.Length > EmptyDocument)
            return request.Body;

        var command = new BsonBuilder();
        foreach (var element in new BsonElements(request.Body))
        {
            if (!element.Name.SequenceEqual("query"u8))
                command.Value(element.Type, element.NameText, element.Value);
        }

        return command.Document("query", new BsonBuilder().String("$comment", "count")).Build();
    }
}

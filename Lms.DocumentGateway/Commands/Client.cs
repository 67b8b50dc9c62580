using System.Net;
using Lms.DocumentGateway.Bson;

namespace Lms.DocumentGateway.Commands;

/// <summary>Who sends commands.</summary>
/// <param name="id">Of its connection; none is given twice.</param>
/// <param name="address">Where it connects from.</param>
internal sealed class Client(long id, EndPoint address)
{
    // Longer names are cut by drivers, too.
    private const int LongestName = 128;

    public long Id { get; } = id;

    public EndPoint Address { get; } = address;

    /// <summary>What its application calls itself; empty when it says nothing.</summary>
    public string Application { get; private set; } = "";

    /// <summary>Takes over how it introduces itself in its greeting.</summary>
    public void Introduce(Request greeting)
    {
        if (BsonElements.TryFind(greeting.Body, "client"u8, out var client) && client.Type == BsonType.Document
            && BsonElements.TryFind(client.Value, "application"u8, out var application) && application.Type == BsonType.Document
            && BsonElements.TryFind(application.Value, "name"u8, out var name) && name.Text is { Length: <= LongestName } text)
        {
            Application = text;
        }
    }
}

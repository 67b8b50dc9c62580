using System.Text.Json;
using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>The ways in which the backfill store uses the port.</summary>
internal static class CommandReading
{
    extension(IDocumentCommands commands)
    {
        /// <summary>Runs an insert or update and fails at its first write error.</summary>
        public async Task<WriteReply> WriteAsync(string command, CancellationToken cancellationToken) =>
            WriteReply.Parse(await commands.RunAsync(command, cancellationToken).ConfigureAwait(false));

        /// <summary>The first document of a find or aggregate; null when there is none.</summary>
        public async Task<JsonElement?> FirstAsync(string command, CancellationToken cancellationToken)
        {
            var page = await commands.FirstPageAsync(command, cancellationToken).ConfigureAwait(false);
            return page.GetArrayLength() > 0 ? page[0] : null;
        }

        /// <summary>The first page of a find or aggregate that is known to have no other.</summary>
        public async Task<JsonElement> FirstPageAsync(string command, CancellationToken cancellationToken)
        {
            var reply = EjsonElement.Parse(await commands.RunAsync(command, cancellationToken).ConfigureAwait(false));
            return reply.Required("cursor").Required("firstBatch");
        }

        /// <summary>Every document of a find or aggregate.</summary>
        public async Task<List<JsonElement>> AllAsync(string command, CancellationToken cancellationToken)
        {
            var documents = new List<JsonElement>();
            await foreach (var document in commands.ReadAsync(command, cancellationToken).ConfigureAwait(false))
                documents.Add(EjsonElement.Parse(document));
            return documents;
        }
    }

    extension(JsonElement element)
    {
        /// <summary>A field as the server wrote it, to be sent back as it is; null when it is missing, <c>null</c> when it is null.</summary>
        public string? RawField(string name) => element.TryGetProperty(name, out var field) ? field.GetRawText() : null;

        public long LongField(string name) => element.Field(name)?.AsLong() ?? 0;
    }
}

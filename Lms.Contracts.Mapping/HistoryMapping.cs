using Lms.Contracts.History;
using Lms.Migrations;
using Lms.Migrations.Catalog;
using Lms.Migrations.History;

namespace Lms.Contracts.Mapping;

/// <summary>Events of a database's history.</summary>
public static class HistoryMapping
{
    public static EventDocument ToDocument(this HistoryEvent happened) => new(
        happened.Id, happened.At, happened.Kind.Wire(), happened.Outcome.Wire(), happened.Version?.ToString(), happened.Name,
        happened.Checksum, happened.DurationMs, happened.RunId, happened.Epoch, happened.Actor, happened.Reason, happened.Host,
        happened.ToolVersion, happened.Error, happened.Detail);

    public static HistoryDocument ToDocument(this HistoryPage page, string database, DatabaseEngine engine) => new(
        database, EngineName.Of(engine), [.. page.Events.Select(ToDocument)], page.Next);

    public static HistoryPage ToPage(this HistoryDocument document) => new([.. document.Events.Select(ToEvent)], document.Next);

    public static HistoryEvent ToEvent(this EventDocument document) => new(
        document.Id, document.At, WireName.Require<HistoryEventKind>(document.Kind), WireName.Require<HistoryOutcome>(document.Outcome),
        document.Version is { } version ? MigrationVersion.Parse(version) : null, document.Name, document.Checksum, document.DurationMs,
        document.RunId, document.Epoch, document.Actor, document.Reason, document.Host, document.ToolVersion, document.Error, document.Detail);
}

using System.Text.Json.Serialization;
using Lms.Contracts.Backfills;
using Lms.Contracts.Failures;
using Lms.Contracts.Runs;

namespace Lms.Cli.Output.Json;

/// <summary>What a command prints with <c>--output json</c>. See docs/commands.md; names here are a contract.</summary>
/// <typeparam name="T">What the command says about one database.</typeparam>
/// <param name="Databases">In the order of the configuration; the one that failed is in it when part of it was done.</param>
/// <param name="Error">The gravest failure; left out when there was none.</param>
/// <param name="Errors">Every failure; left out unless there were several.</param>
internal sealed record Document<T>(
    IReadOnlyList<T> Databases,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Failure? Error,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Failure>? Errors);

/// <summary>A failure before any database was reached.</summary>
internal sealed record ErrorDocument(Failure Error);

/// <summary>What a run did to one database.</summary>
internal sealed record RunReportDocument(
    string Name, string Engine, string Direction, Guid RunId, long DurationMs, IReadOnlyList<StepDocument> Steps,
    IReadOnlyList<BackfillDocument> Backfills);

/// <summary>A run that was asked for and is not watched.</summary>
internal sealed record DetachedDocument(string Name, string Engine, RunDocument Run);

/// <summary>A window or a freeze is gone.</summary>
/// <param name="Removed">Its number.</param>
internal sealed record RemovedDocument(long Removed);

/// <summary>A token is no more.</summary>
/// <param name="Revoked">Its id.</param>
internal sealed record RevokedDocument(string Revoked);

/// <summary>The audit was written into a file.</summary>
/// <param name="File">Its whole path.</param>
/// <param name="Lines">How many entries it holds, one in each line.</param>
internal sealed record ExportedDocument(string File, int Lines);

internal sealed record NewFileDocument(string Name, string File);

using Lms.Contracts.Failures;
using Lms.Contracts.History;
using Lms.Contracts.Runs;
using Lms.Contracts.Windows;

namespace Lms.Contracts.Databases;

/// <summary>Every database of a worker.</summary>
public sealed record DatabaseListDocument(IReadOnlyList<DatabaseDocument> Databases);

/// <summary>A database at a glance.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Engine"><c>postgresql</c> or <c>mongodb</c>.</param>
/// <param name="Applied">Migrations in it; null when it cannot be asked.</param>
/// <param name="Pending">Migrations still to be applied; null likewise.</param>
/// <param name="Failed">Migrations whose last attempt failed; null likewise.</param>
/// <param name="Run">The run that is under way or would be next; null for none.</param>
/// <param name="Window">Whether it may be changed now.</param>
/// <param name="LastChange">The newest event of its history; null when there is none.</param>
/// <param name="Error">Why it cannot be asked; null when it can.</param>
public sealed record DatabaseDocument(
    string Name, string Engine, int? Applied, int? Pending, int? Failed, RunDocument? Run, WindowStateDocument Window,
    EventDocument? LastChange, Failure? Error);

/// <summary>The workers that look after the databases.</summary>
public sealed record WorkerListDocument(IReadOnlyList<WorkerDocument> Workers);

/// <summary>One worker.</summary>
/// <param name="Id">Names one start of one process.</param>
/// <param name="Name">What people call it: <c>worker-1@host</c>.</param>
/// <param name="Host">The machine.</param>
/// <param name="ProcessId">The process there.</param>
/// <param name="Version">Of the software.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="HeartbeatAt">Its last sign of life.</param>
/// <param name="IsAlive">Whether that is recent.</param>
public sealed record WorkerDocument(
    Guid Id, string Name, string Host, int ProcessId, string Version, DateTimeOffset StartedAt, DateTimeOffset HeartbeatAt, bool IsAlive);

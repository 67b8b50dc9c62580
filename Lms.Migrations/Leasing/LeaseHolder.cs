namespace Lms.Migrations.Leasing;

/// <summary>Who holds, or held, the right to change a database.</summary>
/// <param name="Actor">Who asked for the run.</param>
/// <param name="Host">The machine it runs on.</param>
/// <param name="ProcessId">The process on that machine.</param>
/// <param name="RunId">The run.</param>
/// <param name="AcquiredAt">Since when, by the server's clock.</param>
/// <param name="HeartbeatAt">Its last sign of life, by the server's clock.</param>
public sealed record LeaseHolder(
    string Actor, string Host, int ProcessId, Guid RunId, DateTimeOffset AcquiredAt, DateTimeOffset HeartbeatAt)
{
    /// <summary><c>alice on db-admin-1 (process 4711)</c>.</summary>
    public override string ToString() => $"{Actor} on {Host} (process {ProcessId})";
}

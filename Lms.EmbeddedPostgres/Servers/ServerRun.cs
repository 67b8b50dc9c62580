namespace Lms.EmbeddedPostgres.Servers;

/// <summary>How one start of a server is to be.</summary>
/// <param name="Port">TCP port on the loopback address.</param>
/// <param name="Durable">Whether commits wait for the disk.</param>
/// <param name="KeepsData">Whether shutting down must leave clean data; otherwise it is as quick as can be.</param>
internal sealed record ServerRun(int Port, bool Durable, bool KeepsData);

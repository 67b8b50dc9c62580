namespace Lms.Migrations.Windows;

/// <summary>A span in which changes may run; never empty.</summary>
/// <param name="Start">Its first instant, in UTC.</param>
/// <param name="End">The first instant after it, in UTC.</param>
public sealed record WindowOpening(DateTimeOffset Start, DateTimeOffset End);

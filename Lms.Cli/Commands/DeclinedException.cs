namespace Lms.Cli.Commands;

/// <summary>Somebody was asked and said no.</summary>
internal sealed class DeclinedException() : Exception("The answer was no; nothing was changed.");

using Lms.Contracts.Databases;
using Lms.Contracts.Failures;

namespace Lms.Cli.Output.Views;

/// <summary>Explains a failure: what, where in the file, what the server said, what to do next.</summary>
internal static class FailureView
{
    public static void Draw(ICanvas canvas, Failure failure)
    {
        if (failure.Faults is { } faults)
        {
            DrawFaults(canvas, failure, faults);
        }
        else if (failure.Refusals is { } refusals)
        {
            DrawRefusals(canvas, failure, refusals);
        }
        else
        {
            DrawMessage(canvas, failure);
            DrawStatement(canvas, failure);
            DrawServerWords(canvas, failure);
        }

        if (failure.WayOut is { } wayOut)
            canvas.Line(Phrase.Accent("→ "), wayOut);
    }

    /// <summary>Reasons not to run, each with its way out.</summary>
    public static void DrawRefusals(ICanvas canvas, IEnumerable<RefusalDocument> refusals)
    {
        foreach (var refusal in refusals)
        {
            canvas.Line("  ", Phrase.Bad("✗ "), refusal.Message);
            canvas.Line("    ", Phrase.Accent("→ "), refusal.WayOut);
        }
    }

    private static void DrawMessage(ICanvas canvas, Failure failure)
    {
        var place = failure is { Kind: "configuration", File: { } file }
            ? failure.Line is { } line ? $"{LocalText.ShortPath(file)}:{line}: " : ""
            : failure.Database is { } database ? $"{database}: " : "";
        canvas.Line(Phrase.Bad("✗ "), Phrase.Strong(place), failure.Message);
    }

    private static void DrawFaults(ICanvas canvas, Failure failure, IReadOnlyList<FaultDocument> faults)
    {
        foreach (var fault in faults)
            canvas.Line(Phrase.Strong($"{LocalText.ShortPath(fault.File)}:{Place(fault)}: "), fault.Message);
        canvas.Line(Phrase.Bad("✗ "), Phrase.Strong(failure.Database is { } database ? $"{database}: " : ""), failure.Message);
    }

    private static string Place(FaultDocument fault) => fault.Column is { } column ? $"{fault.Line}:{column}" : $"{fault.Line}";

    private static void DrawRefusals(ICanvas canvas, Failure failure, IReadOnlyList<RefusalDocument> refusals)
    {
        canvas.Line(Phrase.Bad("✗ "), Phrase.Strong(failure.Database is { } database ? $"{database}: " : ""), "refused; nothing was changed.");
        DrawRefusals(canvas, refusals);
    }

    private static void DrawStatement(ICanvas canvas, Failure failure)
    {
        if (failure is not { ExitCode: ExitCode.MigrationFailed, File: { } file, Line: { } line })
            return;

        var number = failure.StatementNumber is { } statement ? $"  statement {statement}" : "";
        canvas.Line("");
        canvas.Line("  ", Phrase.Strong($"{LocalText.ShortPath(file)}:{line}"), Phrase.Faint(number));
        foreach (var (at, text) in SourceExcerpt.Around(file, line))
        {
            if (at == line)
                canvas.Line(Phrase.Bad($"  > {at,4} │ "), Phrase.Strong(text));
            else
                canvas.Line(Phrase.Faint($"    {at,4} │ {text}"));
        }

        canvas.Line("");
    }

    private static void DrawServerWords(ICanvas canvas, Failure failure)
    {
        DrawPair(canvas, "SQLSTATE", failure.SqlState);
        DrawPair(canvas, "Detail", failure.Detail);
        DrawPair(canvas, "Constraint", failure.Constraint);
        DrawPair(canvas, "Table", failure.Table);
        DrawPair(canvas, "Hint", failure.Hint);
        foreach (var blocker in failure.Blockers ?? [])
        {
            var who = blocker.Application.Length > 0 ? blocker.Application : blocker.User;
            var age = HumanText.Of(TimeSpan.FromMilliseconds(blocker.AgeMs));
            DrawPair(canvas, "Blocked by", $"pid {blocker.ProcessId} ({who}, {blocker.State} for {age}): {blocker.Query}");
        }
    }

    private static void DrawPair(ICanvas canvas, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            canvas.Line(Phrase.Faint($"  {name,-10} "), text);
    }
}

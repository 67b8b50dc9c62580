using Spectre.Console;
using Spectre.Console.Rendering;

namespace Lms.AppHost.Embedded;

/// <summary>Bytes done and to do; empty for steps that are not counted in bytes, where Spectre's own column shows percent as bytes.</summary>
internal sealed class ByteCountColumn : ProgressColumn
{
    /// <summary>A task that is not told otherwise counts to a hundred.</summary>
    private const double NotBytes = 100;

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(task.MaxValue > NotBytes ? ByteCount.Of((long)task.Value, (long)task.MaxValue) : "");
}

/// <summary>Bytes in words.</summary>
internal static class ByteCount
{
    private const double Megabyte = 1_000_000;

    /// <summary><c>34.5 of 138.6 MB</c>.</summary>
    public static string Of(long done, long total) => $"{done / Megabyte:0.0} of {total / Megabyte:0.0} MB";
}

using System.Text.Json;

namespace Lms.AppHost.State;

/// <summary>Tells <c>./lms</c> what runs: <c>.lms/running.json</c>, from the first thing there is to tell until the app host ends.</summary>
/// <remarks>It holds secrets, so only its owner can read it. Safe for concurrent use.</remarks>
/// <param name="checkout">Where it is.</param>
/// <param name="time">Tells when the app host began to tell.</param>
internal sealed class StateFile(Checkout checkout, TimeProvider time) : IDisposable
{
    private readonly Lock gate = new();
    private RunningState state = new(time.GetUtcNow());
    private bool isGone;

    /// <summary>Tells something else from now on.</summary>
    /// <exception cref="IOException">The file cannot be written; it says what it said before, and the next change tells of this one as well.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Change(Func<RunningState, RunningState> change)
    {
        lock (gate)
        {
            state = change(state);
            if (!isGone)
                Write();
        }
    }

    /// <summary>Tells nothing any more.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isGone = true;
            File.Delete(checkout.StateFile);
        }
    }

    private void Write()
    {
        // Moved into place whole, for a reader may look at any moment; a fresh file, for modes apply to new ones only.
        var unfinished = checkout.StateFile + ".unfinished";
        File.Delete(unfinished);
        using (var stream = new FileStream(unfinished, OwnerOnly()))
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            state.Write(json);
        File.Move(unfinished, checkout.StateFile, overwrite: true);
    }

    private static FileStreamOptions OwnerOnly()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}

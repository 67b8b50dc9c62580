using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Lms.Migrations.Execution;

/// <summary>Where a run puts its events; what is raised here comes out of the caller's <c>await foreach</c>.</summary>
internal sealed class EventSink
{
    private readonly Channel<MigrationEvent> channel = Channel.CreateUnbounded<MigrationEvent>(new() { SingleReader = true });

    public void Raise(MigrationEvent happened) => channel.Writer.TryWrite(happened);

    /// <summary>Runs work and yields its events as they happen. The work's exception ends the sequence; a reader that stops
    /// reading cancels the work and waits until it has cleaned up.</summary>
    public static async IAsyncEnumerable<MigrationEvent> StreamAsync(
        Func<EventSink, CancellationToken, Task> work, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sink = new EventSink();
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = sink.CompleteAfterAsync(work(sink, abandoned.Token));
        try
        {
            // Not cancelled itself: what happens after a cancellation – roll back, record – is part of the story.
            await foreach (var happened in sink.channel.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
                yield return happened;
        }
        finally
        {
            await abandoned.CancelAsync().ConfigureAwait(false);
            await running.ConfigureAwait(false);
        }
    }

    private async Task CompleteAfterAsync(Task work)
    {
        try
        {
            await work.ConfigureAwait(false);
            channel.Writer.Complete();
        }
#pragma warning disable CA1031 // The run's boundary: the exception is handed to the reader, not swallowed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            channel.Writer.Complete(exception);
        }
    }
}

using System.Runtime.CompilerServices;
using Lms.Migrations.Worker.Live;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lms.Migrations.Worker.Tests.Live;

/// <summary>How a stream ends.</summary>
public sealed class ServerSentEventsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reader_that_leaves_or_a_worker_that_stops_ends_a_stream_without_a_fault_however_long_what_is_awaited_takes_to_end(bool readerLeaves)
    {
        using var left = new CancellationTokenSource();
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        await using var services = new ServiceCollection().AddSingleton<IHostApplicationLifetime>(lifetime).BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services, RequestAborted = left.Token };
        var source = new SlowlyCancelled();

        var answering = new ServerSentEvents(source.ReadAsync(CancellationToken.None), TimeProvider.System).ExecuteAsync(context);
        await source.Awaited.WaitAsync(Token);
        if (readerLeaves)
            await left.CancelAsync();
        else
            lifetime.StopApplication();
        await answering;

        Assert.True(source.IsDisposed);
    }

    /// <summary>One event, and a second that is waited for until some time after it was given up.</summary>
    private sealed class SlowlyCancelled
    {
        private readonly TaskCompletionSource awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Awaited => awaited.Task;

        public bool IsDisposed { get; private set; }

        public async IAsyncEnumerable<ServerSentEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                yield return new ServerSentEvent(Id: null, "one", "1");
                awaited.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await Task.Delay(TimeSpan.FromMilliseconds(200), Token);
                cancellationToken.ThrowIfCancellationRequested();
            }
            finally
            {
                IsDisposed = true;
            }
        }
    }
}

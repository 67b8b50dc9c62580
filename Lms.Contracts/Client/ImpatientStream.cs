namespace Lms.Contracts.Client;

/// <summary>Reads from a stream whose other end is to say something every now and then; one that does not is taken for broken.</summary>
/// <param name="inner">The stream.</param>
/// <param name="longestSilence">How long nothing may be heard.</param>
/// <param name="time">The clock.</param>
internal sealed class ImpatientStream(Stream inner, TimeSpan longestSilence, TimeProvider time) : Stream
{
    /// <summary>Whether anything came.</summary>
    public bool WasHeard { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var silence = new CancellationTokenSource(longestSilence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            var count = await inner.ReadAsync(buffer, either.Token).ConfigureAwait(false);
            WasHeard |= count > 0;
            return count;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"Nothing was heard for {longestSilence.TotalSeconds:0} s.", exception);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

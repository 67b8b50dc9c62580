using Lms.ServiceDefaults.Secrets;

namespace Lms.Migrations.Worker.Hooks;

/// <summary>Reads what a program prints, and keeps the end of it.</summary>
internal sealed class LastLines
{
    private const int Kept = 20;
    private const int LongestLine = 500;
    private readonly SecretRedactor secrets;
    private readonly Queue<string> lines = new();
    private readonly Task reading;

    public LastLines(StreamReader reader, SecretRedactor secrets)
    {
        this.secrets = secrets;
        reading = ReadAllAsync(reader);
    }

    /// <summary>The last lines that are not empty.</summary>
    /// <param name="patience">How long to wait for the end of what it prints.</param>
    public async Task<IReadOnlyList<string>> ReadAsync(TimeSpan patience)
    {
        await reading.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (lines)
            return [.. lines];
    }

    private async Task ReadAllAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            // Before it is cut: half of a secret is not recognised.
            var clean = secrets.Redact(line.Trim());
            lock (lines)
            {
                lines.Enqueue(clean.Length > LongestLine ? clean[..LongestLine] : clean);
                if (lines.Count > Kept)
                    lines.Dequeue();
            }
        }
    }
}

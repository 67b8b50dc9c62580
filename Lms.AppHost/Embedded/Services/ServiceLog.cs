using System.Text;
using Lms.AppHost.Embedded.Output;
using Spectre.Console;

namespace Lms.AppHost.Embedded.Services;

/// <summary>What a service says: all of it into a file, what people want to see onto the screen, with the service's name in front.</summary>
internal sealed class ServiceLog(string name, string file, Color colour, Screen screen, TimeProvider time) : IDisposable
{
    /// <summary>While a database server is away, a worker says so every second; a terminal is told once in a while.</summary>
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromSeconds(10);

    private const int MostRemembered = 100;
    private const long LargestBytes = 16 << 20;
    private const int LongestError = 300;
    private readonly Lock gate = new();
    private readonly Dictionary<string, long> shown = [];
    private readonly StringBuilder complaint = new();
    private string? lastError;
    private StreamWriter? writer;

    /// <summary>What it said last that went wrong, shortened; null for nothing.</summary>
    public string? LastError
    {
        get
        {
            lock (gate)
            {
                var error = complaint.Length > 0 ? complaint.ToString() : lastError;
                return error is { Length: > LongestError } ? error[..LongestError] + "…" : error;
            }
        }
    }

    /// <summary>Opens the file; one that has grown large is put aside first.</summary>
    /// <exception cref="HostException">It cannot be written.</exception>
    public void Open()
    {
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > LargestBytes })
                File.Move(file, file + ".old", overwrite: true);
            writer = new StreamWriter(file, Appending()) { AutoFlush = true };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new HostException($"The log of {name} cannot be written: {fault.Message}", fault);
        }
    }

    /// <summary>Begins another process of this service: what went wrong before is over.</summary>
    /// <param name="remark">What the host has to say of it, for the file.</param>
    public void Begin(string remark)
    {
        lock (gate)
        {
            complaint.Clear();
            lastError = null;
            Keep($"--- {remark}");
        }
    }

    /// <summary>Takes a line of the service.</summary>
    /// <param name="line">Without its end.</param>
    /// <param name="isError">Whether it came over standard error.</param>
    public void Add(string line, bool isError)
    {
        var entry = ServiceLogLine.Parse(line);
        var isNew = true;
        lock (gate)
        {
            Keep(line);
            if (entry is not null)
                isNew = !entry.IsNoise && IsNew(entry.Headline);
            if (entry is { IsError: true })
                lastError = entry.Headline;
            else if (entry is null && isError)
                Complain(line);
        }

        if (entry is null)
            Show(line, isError ? new Style(Color.Red) : Style.Plain);
        else if (isNew)
            Show(entry.Level == "INF" ? entry.Headline : $"{entry.Level} {entry.Headline}", StyleOf(entry));
    }

    public void Dispose() => writer?.Dispose();

    private static FileStreamOptions Appending()
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static Style StyleOf(ServiceLogLine entry) =>
        entry.IsError ? new Style(Color.Red) : entry.Level == "WRN" ? new Style(Color.Yellow) : Style.Plain;

    /// <summary>Whether it was not shown lately.</summary>
    private bool IsNew(string message)
    {
        if (shown.TryGetValue(message, out var at) && time.GetElapsedTime(at) < RepeatInterval)
            return false;
        if (shown.Count >= MostRemembered)
            shown.Clear();
        shown[message] = time.GetTimestamp();
        return true;
    }

    /// <summary>Where an exception came from says nothing of what it is.</summary>
    private void Complain(string line)
    {
        if (line.Length == 0 || char.IsWhiteSpace(line[0]) || complaint.Length > LongestError)
            return;
        if (complaint.Length > 0)
            complaint.Append(' ');
        complaint.Append(line);
    }

    private void Keep(string line)
    {
        try
        {
            writer?.WriteLine(line);
        }
        catch (IOException fault)
        {
            // A full disk must not keep anybody from reading on, for a service whose pipe is full stands still.
            writer = null;
            screen.Notice($"The log of {name} is not written any more: {fault.Message}");
        }
    }

    private void Show(string text, Style style)
    {
        // What moves a cursor or rings a bell is not for this terminal.
        var clean = string.Create(text.Length, text, static (characters, source) =>
        {
            for (var i = 0; i < characters.Length; i++)
                characters[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });
        screen.Quote(name, colour, clean, style);
    }
}

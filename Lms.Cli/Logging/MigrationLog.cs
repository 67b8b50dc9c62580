using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Serilog;
using Serilog.Extensions.Logging;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace Lms.Cli.Logging;

/// <summary>The readable account of what was changed: <c>logs/migration.log</c>.</summary>
/// <remarks>Opened by the first thing worth writing: asking for the status writes nothing and should not pay for a log.
/// Shared, for processes that start together write to the same file.</remarks>
/// <param name="directory">Where it lies; null to keep none.</param>
/// <param name="actor">Who asks.</param>
/// <param name="warn">Takes what is worth telling at the terminal.</param>
internal sealed class MigrationLog(string? directory, string actor, Action<string> warn) : IDisposable
{
    private const long FileSizeLimit = 10 * 1024 * 1024;
    private const int FilesKept = 10;
    private const string Line = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} [{Level:u3}] {Database} {Actor}: {Message:lj}{NewLine}{Exception}";

    private readonly Dictionary<string, ILogger> loggers = [];
    private Serilog.Core.Logger? file;
    private SerilogLoggerFactory? factory;
    private bool isUnwritable;

    /// <summary>The log of what concerns a database.</summary>
    public ILogger For(string? database)
    {
        var name = database ?? "-";
        if (loggers.TryGetValue(name, out var logger))
            return logger;

        logger = Open()?.ForContext("Database", name) is { } target
            ? (factory = new SerilogLoggerFactory(target)).CreateLogger("lms")
            : NullLogger.Instance;
        return loggers[name] = logger;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        factory?.Dispose();
        file?.Dispose();
    }

    private Serilog.Core.Logger? Open()
    {
        if (directory is null || file is not null || isUnwritable)
            return file;

        var path = Path.Combine(directory, "logs", "migration.log");
        if (!IsWritable(path))
            return null;

        return file = new LoggerConfiguration()
            .Enrich.WithProperty("Actor", actor)
            .WriteTo.File(
                path, outputTemplate: Line, shared: true, encoding: new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                rollOnFileSizeLimit: true, fileSizeLimitBytes: FileSizeLimit, retainedFileCountLimit: FilesKept)
            .CreateLogger();
    }

    // A log that cannot be written must not stop a migration, and is worth one line to the operator.
    private bool IsWritable(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var probe = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            isUnwritable = true;
            warn($"The log {path} cannot be written: {exception.Message} Going on without it.");
            return false;
        }
    }
}

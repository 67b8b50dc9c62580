using System.Text;
using Lms.Cli.Configuration;
using Lms.Cli.Output;
using Lms.Cli.Output.Json;

namespace Lms.Cli.Commands.Server;

/// <summary>Writes all of the audit as JSON lines.</summary>
internal static class AuditExport
{
    private const string StandardOutput = "-";

    public static async Task<int> RunAsync(Session session, string file, CancellationToken cancellationToken)
    {
        var lines = session.RequireWorker().Client.ExportAuditAsync(cancellationToken);
        if (file == StandardOutput)
        {
            await WriteAsync(lines, session.Terminal.Out);
            return ExitCode.Done;
        }

        var path = Path.GetFullPath(file);
        var count = await WriteAsync(lines, path);
        if (session.Settings.IsJson)
            JsonOutput.Write(session.Terminal.Out, new ExportedDocument(path, count), DocumentContext.Default.ExportedDocument);
        else
            session.Terminal.ErrorCanvas.Line(Phrase.Good("✓ "), $"{HumanText.Count(count, "line")} of the audit written to {file}");
        return ExitCode.Done;
    }

    private static async Task<int> WriteAsync(IAsyncEnumerable<string> lines, string path)
    {
        try
        {
            // CreateNew: never over a file that is there.
            var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            try
            {
                // Closed in here: what a full disk does not take may come to light then only.
                await using var writer = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
                return await WriteAsync(lines, writer);
            }
            catch
            {
                // Half of an audit looks like all of it.
                File.Delete(path);
                throw;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be written: {exception.Message}");
        }
    }

    private static async Task<int> WriteAsync(IAsyncEnumerable<string> lines, TextWriter writer)
    {
        var count = 0;
        await foreach (var line in lines)
        {
            await writer.WriteAsync($"{line}\n");
            count++;
        }

        return count;
    }
}

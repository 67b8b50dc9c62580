namespace Lms.Testing;

/// <summary>A client of MongoDB that is not ours: Debian's <c>python3-pymongo</c>.</summary>
public static class PyMongo
{
    // Another Python may stand first on PATH, and would not have the package.
    private const string Python = "/usr/bin/python3";

    /// <summary>Runs a script of Python.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="arguments">A file, or <c>-c</c> and the script itself; then its own arguments.</param>
    /// <returns>All that it printed.</returns>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0; the message has what it printed.</exception>
    public static async Task<string> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        await using var process = RunningProcess.Start(Python, arguments);
        return await process.ExitAsync(cancellationToken) == 0
            ? process.Output
            : throw new InvalidOperationException(process.Output);
    }
}

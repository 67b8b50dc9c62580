namespace Lms.EmbeddedPostgres.Machines;

/// <summary>The account that PostgreSQL runs as: oneself, or an unprivileged one when oneself is root.</summary>
internal sealed record ServerAccount(string Name, int UserId, int GroupId, bool IsRoot)
{
    public static ServerAccount Current { get; } = Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
        ? Unprivileged(File.ReadAllLines("/etc/passwd"))
        : new ServerAccount(Environment.UserName, -1, -1, IsRoot: false);

    /// <summary>PostgreSQL refuses to run as root: take <c>postgres</c> where the machine has it, else <c>nobody</c>.</summary>
    internal static ServerAccount Unprivileged(IEnumerable<string> passwd)
    {
        var accounts = passwd
            .Select(line => line.Split(':'))
            .Where(fields => fields.Length >= 4)
            .Select(fields => new ServerAccount(fields[0], int.Parse(fields[2]), int.Parse(fields[3]), IsRoot: true))
            .ToLookup(account => account.Name);
        return accounts["postgres"].Concat(accounts["nobody"]).FirstOrDefault()
            ?? new ServerAccount("nobody", 65534, 65534, IsRoot: true);
    }

    /// <summary>The command that does the same as <paramref name="command"/> with this account's rights.</summary>
    public Command Run(Command command) => IsRoot
        ? command with
        {
            Program = "setpriv",
            Arguments =
            [
                $"--reuid={UserId}", $"--regid={GroupId}", "--clear-groups", "--no-new-privs", "--",
                command.Program, .. command.Arguments,
            ],
        }
        : command;

    /// <summary>Gives a directory and all in it to this account.</summary>
    public async Task OwnAsync(string directory, CancellationToken cancellationToken)
    {
        if (IsRoot)
            await new Command("chown", "-R", $"{UserId}:{GroupId}", directory).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether this account can walk down to a directory, parts of which may not exist yet.</summary>
    public bool Reaches(string directory)
    {
        if (!IsRoot || OperatingSystem.IsWindows())
            return true;
        for (var part = new DirectoryInfo(Path.GetFullPath(directory)); part is not null; part = part.Parent)
        {
            if (part.Exists && !part.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
                return false;
        }

        return true;
    }
}

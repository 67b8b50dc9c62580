namespace Lms.Testing;

/// <summary>Where this checkout's own files lie.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string LmsCatalog => Path.Combine(Root, "migrations", "lms");

    public static string LmsSeeders => Path.Combine(Root, "seeders", "lms");

    public static string WithdrawalsCatalog => Path.Combine(Root, "migrations", "withdrawals");

    public static string WithdrawalsSeeders => Path.Combine(Root, "seeders", "withdrawals");

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Lms.sln")))
                return directory.FullName;
        }

        throw new InvalidOperationException("The tests run outside a checkout: no Lms.sln in any parent directory.");
    }
}

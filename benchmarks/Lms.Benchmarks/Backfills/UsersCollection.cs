namespace Lms.Benchmarks.Backfills;

/// <summary>A collection of users as in migrations/withdrawals, changed as by its migration 003; no index but that of <c>_id</c>.</summary>
internal sealed class UsersCollection(BenchmarkServer server) : Dataset
{
    public const string Name = "mongodb";

    public const string Filter =
        """{ "affiliateEarnings": { "$gt": 0 }, "withdrawableBalance": 0, "totalWithdrawn": 0, "pendingWithdrawals": 0 }""";

    public const string Half =
        """{ "$round": [{ "$multiply": [{ "$toDecimal": "$affiliateEarnings" }, { "$numberDecimal": "0.5" }] }, 2] }""";

    private int _created;

    public override string Engine => Name;

    public override string Bare => "one updateMany";

    public override Task WriteCatalogAsync(string directory, bool undo, CancellationToken cancellationToken) => File.WriteAllTextAsync(
        Path.Combine(directory, "001-halve-earnings.json"),
        $$"""
        { "up": [{ "backfill": "users", "where": {{Filter}}, "set": { "withdrawableBalance": {{Half}} },
                   {{(undo ? "\"sum\": \"withdrawableBalance\"" : "\"undo\": false")}} }] }
        """,
        cancellationToken);

    public override async Task<DatasetCopy> CreateAsync(int rows, CancellationToken cancellationToken)
    {
        var copy = new UsersCopy(server, $"benchmark_{Environment.ProcessId}_{++_created}");
        await copy.FillAsync(rows, cancellationToken);
        return copy;
    }
}

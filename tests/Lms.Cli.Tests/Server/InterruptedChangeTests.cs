using Lms.Testing;
using Npgsql;

namespace Lms.Cli.Tests.Server;

/// <summary>Ctrl+C while a request that changes something is on its way.</summary>
public sealed class InterruptedChangeTests(PostgresServer server) : ServerTest(server)
{
    [Theory(Timeout = 120_000)]
    [InlineData("INSERT INTO tokens", "tokens", "lms_", "token", "create", "--for", "ci", "--role", "viewer")]
    [InlineData("INSERT INTO freezes", "freezes", "✓ freeze 1: ", "windows", "freeze", "--reason", "incident 4711")]
    [InlineData("UPDATE windows", "windows", "✓ window 1 is removed", "windows", "remove", "1")]
    public async Task Its_answer_is_waited_for_and_told(string statement, string table, string answer, params string[] command)
    {
        await AskWellAsync("windows", "add", "Sun 02:00-04:00 UTC");
        await using var keeper = await Platform.OpenAsync(Token);
        await using var held = await keeper.BeginTransactionAsync(Token);
        await using (var hold = new NpgsqlCommand($"LOCK TABLE {table} IN SHARE MODE", keeper, held))
            await hold.ExecuteNonQueryAsync(Token);
        await using var lms = Start(command);
        var isWaiting = $"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%{statement}%'";
        while (await Platform.ScalarAsync<long>(isWaiting, Token) == 0)
            await Task.Delay(10, Token);

        lms.Interrupt();
        await lms.WaitForAsync("was sent already, waiting for the worker's answer", Token);
        await held.CommitAsync(Token);

        Assert.Equal(0, await lms.ExitAsync(Token));
        Assert.Contains(answer, lms.Output, StringComparison.Ordinal);
    }
}

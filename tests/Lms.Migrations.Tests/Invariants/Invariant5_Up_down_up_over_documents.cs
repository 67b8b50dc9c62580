using Lms.Migrations.Catalog;
using Lms.Migrations.Tests.WithdrawalsCatalog;
using Lms.Testing;

namespace Lms.Migrations.Tests.Invariants;

/// <summary>Up, down, up of every migration leaves documents and indexes as after the first up; down leaves them as before.</summary>
public sealed class Invariant5_Up_down_up_over_documents(PostgresServer server) : WithdrawalsTest(server)
{
    public static TheoryData<string> EveryMigration() =>
        [.. Directory.GetFiles(Repository.WithdrawalsCatalog, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(EveryMigration))]
    public async Task Up_down_up_leaves_the_same_documents_and_indexes(string migration)
    {
        Assert.True(MigrationFile.TryParse($"{migration}.json", out var version, out _));
        await InsertUsersAsync(OldUsers.Documents(200));
        var catalog = await CatalogReader.ReadAsync(Repository.WithdrawalsCatalog, Token);
        if (catalog.Migrations.LastOrDefault(candidate => candidate.Version < version) is { } previous)
            await UpAsync(previous.Version.ToString());
        var before = await StateAsync();

        await UpAsync(version.ToString());
        var after = await StateAsync();
        Assert.NotEqual(before, after);

        await DownAsync();
        Assert.Equal(before, await StateAsync());

        await UpAsync(version.ToString());
        Assert.Equal(after, await StateAsync());
    }

    [Fact]
    public async Task Rolling_everything_back_leaves_every_user_as_before_and_no_index()
    {
        await InsertUsersAsync(OldUsers.Documents(200));
        var before = await StateAsync();
        await Runner().RunPendingMigrationsAsync(Token);

        var result = await Runner().RollbackAllAsync(Token);

        Assert.Equal(3, result.Steps.Count);
        Assert.Equal(before, await StateAsync());
    }

    private async Task<IReadOnlyList<string>> StateAsync() =>
        [.. await UsersAsync(), .. await IndexesOfAsync("users"), .. await IndexesOfAsync("withdrawals")];
}

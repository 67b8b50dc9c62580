using System.Text.Json;
using Lms.AppHost.State;
using Microsoft.Extensions.DependencyInjection;

namespace Lms.AppHost.Tests.Aspire;

/// <summary>What <c>./lms</c> finds beside the running application.</summary>
public sealed class StateFileTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("lms-state-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string StatePath => Path.Combine(directory.FullName, "running.json");

    [Fact]
    public async Task Each_is_told_of_as_soon_as_it_is_ready_in_the_order_of_the_application()
    {
        var model = Compose();
        await using var application = model.Builder.Build();

        await model.BecomesReadyAsync("withdrawals", application.Services);
        Assert.Equal(["withdrawals"], Read().GetProperty("databases").EnumerateArray().Select(database => database.GetProperty("name").GetString()));
        Assert.False(Read().TryGetProperty("server", out _));

        await model.BecomesReadyAsync("lms", application.Services);
        await model.BecomesReadyAsync("worker", application.Services);
        await model.BecomesReadyAsync("dashboard", application.Services);

        var told = Read();
        var (lms, withdrawals) = (told.GetProperty("databases")[0], told.GetProperty("databases")[1]);
        Assert.Equal(("lms", "postgresql"), (lms.GetProperty("name").GetString(), lms.GetProperty("engine").GetString()));
        Assert.Equal("Host=127.0.0.1;Port=5432;Username=postgres;Password=secret;Database=lms", lms.GetProperty("connection").GetString());
        Assert.True(Directory.Exists(lms.GetProperty("catalog").GetString()));
        Assert.Equal(("withdrawals", "mongodb"), (withdrawals.GetProperty("name").GetString(), withdrawals.GetProperty("engine").GetString()));
        Assert.StartsWith("mongodb://admin:secret@127.0.0.1:27017/withdrawals?", withdrawals.GetProperty("connection").GetString(), StringComparison.Ordinal);
        Assert.True(Directory.Exists(withdrawals.GetProperty("seeders").GetString()));
        Assert.Equal("http://127.0.0.1:5180", told.GetProperty("server").GetProperty("url").GetString());
        Assert.Equal("lms_known", told.GetProperty("server").GetProperty("token").GetString());
        Assert.Equal("http://127.0.0.1:5170", told.GetProperty("dashboard").GetProperty("url").GetString());
        Assert.Equal(Environment.ProcessId, told.GetProperty("processId").GetInt32());
    }

    [Fact]
    public async Task It_is_its_owners_alone_and_goes_with_the_application_for_good()
    {
        var model = Compose();
        var application = model.Builder.Build();
        await model.BecomesReadyAsync("lms", application.Services);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(StatePath));
        var state = application.Services.GetRequiredService<StateFile>();

        await application.DisposeAsync();
        state.Change(told => told with { Token = "too late" });

        Assert.False(File.Exists(StatePath));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_stops_nobody()
    {
        var model = Compose();
        await using var application = model.Builder.Build();
        Directory.CreateDirectory(StatePath);

        await model.BecomesReadyAsync("lms", application.Services);

        Assert.False(File.Exists(StatePath));
        Directory.Delete(StatePath);
    }

    [Fact]
    public void A_second_application_of_the_same_checkout_is_told_of_the_first()
    {
        var checkout = new Checkout(directory.FullName) { StateDirectory = directory.FullName };
        using var first = CheckoutClaim.Take(checkout);

        var refused = Assert.Throws<HostException>(() => CheckoutClaim.Take(checkout));

        Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => directory.Delete(recursive: true);

    private Model Compose()
    {
        var model = Model.Compose(
            publishing: false,
            ("Lms:StateDirectory", directory.FullName),
            ("Parameters:postgres-password", "secret"),
            ("Parameters:mongo-password", "secret"),
            ("Parameters:worker-token", "lms_known"));
        model.Allocate("postgres", new Uri("tcp://127.0.0.1:5432"));
        model.Allocate("mongo", new Uri("tcp://127.0.0.1:27017"));
        model.Allocate("worker", new Uri("http://127.0.0.1:5180"));
        model.Allocate("dashboard", new Uri("http://127.0.0.1:5170"));
        return model;
    }

    private JsonElement Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(StatePath));
        return document.RootElement.Clone();
    }
}

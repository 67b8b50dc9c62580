namespace Lms.AppHost.Tests;

/// <summary>A host with a dashboard, for tests that leave both as they are.</summary>
public sealed class DashboardHost : IAsyncLifetime
{
    internal TemporaryCheckout Checkout { get; } = new();

    internal HostProcess Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = Checkout.StartWithDashboard();
        await Host.WaitForVerdictAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Checkout.Dispose();
    }
}

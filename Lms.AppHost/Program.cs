using Lms.AppHost;
using Lms.AppHost.Output;

return await HostCommandLine.RunAsync(args, async options =>
{
    using var signals = new TerminationSignals();
    var host = new DevelopmentHost(options, new Screen(), TimeProvider.System);
    return await host.RunAsync(signals.Token);
});

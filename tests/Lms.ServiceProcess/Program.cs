// A service with nothing but what every service has, to be started, asked and stopped by tests: Lms.ServiceProcess [--setting=value]…
// It says in its log which address it listens on. With --crash=text it ends by an exception with that text instead.
using Lms.ServiceDefaults;
using Lms.ServiceDefaults.Health;
using Lms.ServiceProcess;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

return await ServiceBoundary.RunAsync(async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();

    var app = builder.Build();
    if (app.Configuration["crash"] is { } crash)
        throw new InvalidOperationException(crash);

    var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Lms.Tests.Some.Category");
    app.MapHealthEndpoints();
    app.MapGet("/log", (string text) => Log.Told(log, text));
    app.MapGet("/fail", (string text) => Log.Failed(log, new InvalidOperationException($"first line\nsecond line {text}")));
    await app.RunAsync();
});

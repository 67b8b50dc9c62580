using Lms.Contracts.Client;
using Lms.Dashboard.Settings;

namespace Lms.Dashboard.Workers;

/// <summary>Makes clients that ask the workers with somebody's token; connections are shared.</summary>
internal sealed class WorkerClients(DashboardSettings settings, IHttpContextAccessor reader, TimeProvider time) : IDisposable
{
    private readonly WorkerFailover handler = new(settings, reader);

    public LmsClient With(string? token) => new(settings.Workers[0], token, handler, time);

    public void Dispose() => handler.Dispose();
}

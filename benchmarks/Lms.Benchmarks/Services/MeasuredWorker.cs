using System.Globalization;
using System.Security.Cryptography;

namespace Lms.Benchmarks.Services;

/// <summary>A worker.</summary>
internal sealed class MeasuredWorker : IAsyncDisposable
{
    private readonly ServiceProcess _service;

    private MeasuredWorker(ServiceProcess service, string token)
    {
        _service = service;
        Token = token;
    }

    public Uri Address => _service.Address;

    /// <summary>Of the role admin.</summary>
    public string Token { get; }

    /// <inheritdoc cref="ServiceProcess.PeakBytes"/>
    public long? PeakBytes => _service.PeakBytes;

    /// <param name="platform">Its own database.</param>
    /// <param name="databases">Those that it looks after.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    public static async Task<MeasuredWorker> StartAsync(
        string platform, IReadOnlyList<ServedDatabase> databases, CancellationToken cancellationToken)
    {
        var token = $"lms_benchmarkaaa_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        var environment = new Dictionary<string, string> { ["Lms__BootstrapToken"] = token, ["Lms__Platform__Connection"] = platform };
        foreach (var (index, database) in databases.Index())
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"Lms__Databases__{index}__");
            environment[$"{prefix}Name"] = database.Name;
            environment[$"{prefix}Connection"] = database.Connection;
            environment[$"{prefix}Catalog"] = database.Catalog;
        }

        return new MeasuredWorker(await ServiceProcess.StartAsync("Lms.Migrations.Worker.dll", environment, cancellationToken), token);
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();
}

/// <summary>A database that a worker looks after.</summary>
internal sealed record ServedDatabase(string Name, string Connection, string Catalog);

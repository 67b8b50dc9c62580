using Lms.Migrations.Failures;
using MongoDB.Driver;
using MongoDB.Driver.Core.Clusters.ServerSelectors;

namespace Lms.Migrations.Documents.Aspire;

/// <summary>Where a document database lies, as MongoDB's tools write it.</summary>
/// <param name="Settings">For the driver, completed with what every connection of the engine has in common.</param>
/// <param name="Name">The database's name.</param>
/// <param name="Address"><c>host:port/name</c>, several hosts with commas between them, without user and password.</param>
internal sealed record MongoConnectionString(MongoClientSettings Settings, string Name, string Address)
{
    private const string Form = "mongodb://user:password@host:27017/name";

    /// <summary>Whether it is one of MongoDB's, readable or not.</summary>
    public static bool IsFor(string text) =>
        text.StartsWith("mongodb://", StringComparison.Ordinal) || text.StartsWith("mongodb+srv://", StringComparison.Ordinal);

    /// <exception cref="RequestException">It cannot be read or names no database; the message does not repeat it, for it may hold a password.</exception>
    public static MongoConnectionString Parse(string text, MigrationRunnerOptions options)
    {
        var url = ReadUrl(text);
        if (string.IsNullOrEmpty(url.DatabaseName))
            throw new RequestException($"The connection string names no database; write {Form}.");

        var settings = MongoClientSettings.FromUrl(url);
        settings.ApplicationName ??= "lms";
        // What was acknowledged is not lost with the primary, and what is read was not lost either.
        settings.WriteConcern = WriteConcern.WMajority;
        settings.ReadConcern = ReadConcern.Majority;
        settings.ReadPreference = ReadPreference.Primary;
        settings.MaxConnectionPoolSize = options.MostConnections;
        settings.MinConnectionPoolSize = 0;
        if (!text.Contains("serverSelectionTimeoutMS=", StringComparison.OrdinalIgnoreCase))
            settings.ServerSelectionTimeout = options.ConnectTimeout;
        if (!text.Contains("connectTimeoutMS=", StringComparison.OrdinalIgnoreCase))
            settings.ConnectTimeout = options.ConnectTimeout;
        // Of several routers always the same: a cursor is known to the one that opened it only.
        settings.ClusterConfigurator = cluster => cluster.ConfigureCluster(
            known => known.With(postServerSelector: Optional.Create<IServerSelector>(new SameRouterSelector())));
        return new MongoConnectionString(settings, url.DatabaseName, $"{string.Join(',', url.Servers)}/{url.DatabaseName}");
    }

    private static MongoUrl ReadUrl(string text)
    {
        try
        {
            return MongoUrl.Create(text);
        }
        catch (Exception exception) when (exception is MongoConfigurationException or FormatException or ArgumentException or OverflowException)
        {
            throw new RequestException($"The connection string cannot be read; write {Form}?replicaSet=…, and percent-encode special characters.");
        }
    }
}

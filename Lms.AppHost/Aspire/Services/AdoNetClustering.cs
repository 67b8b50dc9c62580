using Aspire.Hosting.Orleans;

namespace Lms.AppHost.Aspire.Services;

/// <summary>Orleans' membership in a PostgreSQL database.</summary>
/// <remarks>Handed a PostgreSQL resource itself, Aspire names a provider after it that Orleans does not know; its provider for any
/// ADO.NET driver is <c>AdoNet</c>, which wants to be told the driver.</remarks>
/// <param name="database">Where the tables are.</param>
internal sealed class AdoNetClustering(IResourceBuilder<IResourceWithConnectionString> database) : IProviderConfiguration
{
    public void ConfigureResource<T>(IResourceBuilder<T> resourceBuilder, string configurationSectionName)
        where T : IResourceWithEnvironment => resourceBuilder
            .WithEnvironment($"Orleans__{configurationSectionName}__ProviderType", "AdoNet")
            .WithEnvironment($"Orleans__{configurationSectionName}__Invariant", "Npgsql")
            .WithEnvironment($"Orleans__{configurationSectionName}__ConnectionString", database.Resource.ConnectionStringExpression);
}

namespace Lms.AppHost.Aspire.Services;

/// <summary>A database that the workers look after. Its migrations and seeders are in the directories of its name.</summary>
/// <param name="Resource">Where it is.</param>
/// <param name="Engine">The kind of its server, as configuration calls it.</param>
internal sealed record MigratedDatabase(IResourceBuilder<IResourceWithConnectionString> Resource, string Engine)
{
    public string Name => Resource.Resource.Name;
}

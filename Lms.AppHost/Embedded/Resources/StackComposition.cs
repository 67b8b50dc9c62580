using Lms.AppHost.Embedded.Databases;

namespace Lms.AppHost.Embedded.Resources;

/// <summary>What a stack consists of.</summary>
/// <param name="Resources">In the order in which they start.</param>
/// <param name="Databases">Those among them that people connect to, in the order in which they are shown.</param>
/// <param name="Services">The programs among them that people and other programs ask, in the order in which they are shown.</param>
/// <param name="Places">Where things lie on disk, as label and path.</param>
internal sealed record StackComposition(
    IReadOnlyList<IResource> Resources, IReadOnlyList<HostedDatabase> Databases, IReadOnlyList<IService> Services,
    IReadOnlyList<(string Label, string Path)> Places)
{
    /// <summary>The one among the services that people look at; null for none.</summary>
    public IDashboard? Dashboard { get; init; }

    /// <summary>The way to the documents for MongoDB's own tools; null for none.</summary>
    public IMongoEndpoint? Mongo { get; init; }
}

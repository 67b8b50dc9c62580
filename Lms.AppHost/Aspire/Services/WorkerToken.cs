using Aspire.Hosting.Publishing;
using Lms.Contracts.Access;

namespace Lms.AppHost.Aspire.Services;

/// <summary>The token that workers know from the start, and that the commands of the Aspire dashboard show them.</summary>
internal static class WorkerToken
{
    /// <summary>Made once and kept in the user's secrets while the application is developed; to be given when it is published.</summary>
    public static IResourceBuilder<ParameterResource> AddWorkerToken(this IDistributedApplicationBuilder builder, string name) =>
        builder.ExecutionContext.IsRunMode
            ? builder.AddParameter(name, new Generated(), secret: true, persist: true)
            : builder.AddParameter(name, secret: true);

    private sealed class Generated : ParameterDefault
    {
        public override string GetDefaultValue() => TokenText.Create().ToString();

        // What is published asks for it.
        public override void WriteToManifest(ManifestPublishingContext context) =>
            throw new NotSupportedException("A token is not generated where it would be published.");
    }
}

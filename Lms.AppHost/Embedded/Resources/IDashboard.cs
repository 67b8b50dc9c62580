namespace Lms.AppHost.Embedded.Resources;

/// <summary>The service that people look at.</summary>
internal interface IDashboard : IService
{
    /// <summary>A link that signs whoever opens it in, once; null for none.</summary>
    string? Link { get; }
}

namespace Lms.AppHost.Embedded.Resources;

/// <summary>Where MongoDB's shells and drivers find the documents.</summary>
internal interface IMongoEndpoint
{
    /// <summary><c>mongodb://127.0.0.1:27017/withdrawals</c>; null while there is none.</summary>
    string? Url { get; }
}

using Lms.Contracts.Failures;

namespace Lms.Contracts.Client;

/// <summary>A worker, or the dashboard, did not do what was asked, and says why; or none answers.</summary>
public sealed class ApiException(Failure failure, int? status, Exception? innerException = null) : Exception(failure.Message, innerException)
{
    /// <summary>Why, with the way out.</summary>
    public Failure Failure { get; } = failure;

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public int? Status { get; } = status;

    /// <summary>Whether asking again may help: nothing answered, or a proxy did for a worker that is away (502, 503, 504).</summary>
    public bool IsTemporary => Status is null or 502 or 503 or 504;
}

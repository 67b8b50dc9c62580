using Lms.Contracts.Runs;

namespace Lms.Cli.Output;

/// <summary>What a run was asked for, in a few words.</summary>
internal static class RunRequestText
{
    /// <summary><c>migrate to 004</c>, <c>rollback 2</c>, <c>seed 10</c>, <c>mark 003 applied</c>.</summary>
    public static string Of(RunRequestDocument request) => request switch
    {
        { Kind: RunKinds.Rollback, All: true } => "rollback all",
        { Kind: RunKinds.Rollback, Steps: { } steps } => $"rollback {steps}",
        { Kind: RunKinds.Seed, Scale: { } scale } => $"seed {scale:0.###}",
        { Kind: RunKinds.Mark } => $"mark {request.Version} {request.As}",
        { To: { } to } => $"{request.Kind} to {to}",
        _ => request.Kind,
    };
}

namespace Lms.AppHost.Embedded.Services;

/// <summary>Which TCP ports services of one kind would like to have.</summary>
/// <param name="Kind">What people call one of them: <c>a worker</c>.</param>
/// <param name="Wished">That of the first one as the command line says it, the others follow; 0 for none in particular.</param>
/// <param name="Option">The option that says it.</param>
/// <param name="First">Where to look when neither the command line nor an earlier start knows better.</param>
/// <param name="Count">How many services there are.</param>
internal sealed record PortWish(string Kind, int Wished, string Option, int First, int Count)
{
    /// <summary>Whether people know <see cref="First"/> by heart, and are told when it is another one.</summary>
    public bool IsWellKnown { get; init; }
}

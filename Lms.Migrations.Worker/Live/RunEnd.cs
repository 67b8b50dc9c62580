using Lms.Contracts.Runs;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;

namespace Lms.Migrations.Worker.Live;

/// <summary>Recognises the last event of a run.</summary>
internal static class RunEnd
{
    private const string StateChanged = "stateChanged";

    public static bool IsEnd(StoredEvent happened) =>
        happened.Type == StateChanged && happened.ToDocument().Event is StateChangedEvent { To: var state }
        && Lms.Contracts.Mapping.WireName.Parse<RunState>(state) is { } reached && RunTransitions.IsOver(reached);
}

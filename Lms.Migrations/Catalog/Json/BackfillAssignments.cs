namespace Lms.Migrations.Catalog.Json;

/// <summary>What a backfill assigns and what it removes: its <c>set</c> and <c>unset</c>, checked.</summary>
internal sealed class BackfillAssignments
{
    private readonly JsonFaults faults;
    private readonly List<KeyValuePair<string, string>> set = [];
    private readonly List<string> unset = [];
    private readonly List<string> paths = [];

    private BackfillAssignments(JsonFaults faults) => this.faults = faults;

    /// <summary>Path and expression, in the file's order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Set => set;

    /// <summary>Paths to remove.</summary>
    public IReadOnlyList<string> Unset => unset;

    /// <summary>Every path that changes, those that are set first.</summary>
    public IReadOnlyList<string> Paths => paths;

    public static BackfillAssignments Read(JsonSourceObject step, JsonFaults faults)
    {
        var assignments = new BackfillAssignments(faults);
        var before = faults.All.Count;
        if (step.Find("set") is { } set)
            assignments.ReadSet(set.Value);
        if (step.Find("unset") is { } unset)
            assignments.ReadUnset(unset.Value);
        if (assignments.paths.Count == 0 && faults.All.Count == before)
            faults.Add(step.At, "this backfill changes nothing: it needs 'set' or 'unset'");
        return assignments;
    }

    private void ReadSet(JsonSource source)
    {
        if (faults.Expect<JsonSourceObject>(source, "'set' is an object of paths and expressions") is not { } assigned)
            return;

        foreach (var (at, path, expression) in assigned.Properties)
        {
            if (Claim(at, path))
                set.Add(new KeyValuePair<string, string>(path, JsonText.Of(expression)));
        }
    }

    private void ReadUnset(JsonSource source)
    {
        if (faults.Expect<JsonSourceArray>(source, "'unset' is an array of paths") is not { } removed)
            return;

        foreach (var item in removed.Items)
        {
            if (faults.Expect<JsonSourceString>(item, "a path under 'unset' is a string") is { } path && Claim(path.At, path.Value))
                unset.Add(path.Value);
        }
    }

    /// <summary>Takes a path, unless it is none or is taken already.</summary>
    private bool Claim(SourcePosition at, string path)
    {
        var fault = FieldPath.FindFault(path);
        if (fault is null && paths.Find(other => FieldPath.Overlap(path, other)) is { } taken)
            fault = path == taken ? $"'{path}' is assigned twice" : $"'{path}' and '{taken}' overlap: one lies within the other";
        if (fault is null)
            paths.Add(path);
        else
            faults.Add(at, fault);
        return fault is null;
    }
}

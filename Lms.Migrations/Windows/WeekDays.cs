namespace Lms.Migrations.Windows;

/// <summary>Days of the week: <c>Sun</c>, <c>Sat,Sun</c>, <c>Mon-Wed,Fri</c>, <c>Fri-Mon</c>, <c>daily</c>.</summary>
/// <param name="Mask">A bit for each day, Monday's the lowest.</param>
internal readonly record struct WeekDays(int Mask)
{
    private const string Daily = "daily";
    private const int Count = 7;
    private const int All = (1 << Count) - 1;

    // Shorter ones are lists: Sat,Sun needs no thought, Sat-Sun a little.
    private const int ShortestRange = 3;

    private static readonly string[] Names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    public bool Contains(DayOfWeek day) => Has((int)day + Count - 1);

    /// <summary>Reads days. Null when any of them is none, and why among the faults.</summary>
    public static WeekDays? Read(string text, List<string> faults)
    {
        var faultsBefore = faults.Count;
        var mask = 0;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
            mask |= part.Equals(Daily, StringComparison.OrdinalIgnoreCase) ? All : MaskOf(part, faults);
        return faults.Count == faultsBefore ? new WeekDays(mask) : null;
    }

    /// <summary>The canonical text: in order from Monday, three or more in a row as a range, which may run over the week's end.</summary>
    public override string ToString()
    {
        if (Mask == All)
            return Daily;

        var runs = new List<string>();
        for (var first = 0; first < Count; first++)
            if (Has(first) && !Has(first + Count - 1))
                runs.Add(Run(first));
        return string.Join(',', runs);
    }

    private static int MaskOf(string part, List<string> faults)
    {
        var ends = part.Split('-', StringSplitOptions.TrimEntries);
        var days = Array.ConvertAll(ends, DayOf);
        if (days.AsSpan().Contains(-1) || days.Length > 2)
            faults.Add($"'{part}' is no day; days are Mon, Tue, Wed, Thu, Fri, Sat, Sun, ranges such as Mon-Fri, and daily");
        else if (days is [var from, var to] && from == to)
            faults.Add($"'{part}' begins and ends on the same day; write {ends[0]}, or daily");
        else
            return MaskOf(days[0], days[^1]);

        return 0;
    }

    private static int MaskOf(int first, int last)
    {
        var mask = 0;
        for (var day = first; ; day = (day + 1) % Count)
        {
            mask |= 1 << day;
            if (day == last)
                return mask;
        }
    }

    private static int DayOf(string text) => Array.FindIndex(
        Names, name => text.Equals(name, StringComparison.OrdinalIgnoreCase) || text.Equals(name[..3], StringComparison.OrdinalIgnoreCase));

    private string Run(int first)
    {
        var length = 1;
        while (Has(first + length))
            length++;
        var separator = length < ShortestRange ? ',' : '-';
        var days = length < ShortestRange ? Enumerable.Range(first, length) : [first, first + length - 1];
        return string.Join(separator, days.Select(day => Names[day % Count][..3]));
    }

    private bool Has(int day) => (Mask & (1 << (day % Count))) != 0;
}

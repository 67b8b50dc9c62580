namespace Lms.Migrations.Backfills;

/// <summary>What a batch costs however small it is, and what each key adds: a line through the last batches, the older the less.</summary>
internal sealed class BatchCost
{
    private const double Decay = 0.85;
    // Sizes that differ by less, in proportion to their mean, tell nothing about the slope of the line.
    private const double LeastSpread = 0.02;
    private double weight;
    private double keySum;
    private double timeSum;
    private double keySquares;
    private double products;

    /// <summary>As many keys as cost what every batch costs in any case: with fewer, that is over half of its time. 0 as long as the
    /// batches were too much alike to tell.</summary>
    public double KeysWorthOneBatch { get; private set; }

    public void Learn(int keys, double milliseconds)
    {
        weight = (weight * Decay) + 1;
        keySum = (keySum * Decay) + keys;
        timeSum = (timeSum * Decay) + milliseconds;
        keySquares = (keySquares * Decay) + ((double)keys * keys);
        products = (products * Decay) + (keys * milliseconds);

        var mean = keySum / weight;
        var variance = (keySquares / weight) - (mean * mean);
        if (variance <= LeastSpread * LeastSpread * mean * mean)
            return;

        var perKey = ((products / weight) - (mean * timeSum / weight)) / variance;
        var fixedCost = (timeSum / weight) - (perKey * mean);
        KeysWorthOneBatch = perKey > 0 ? Math.Max(0, fixedCost / perKey) : double.MaxValue;
    }
}

namespace Lms.ServiceDefaults.Secrets;

/// <summary>Takes secrets out of texts before they leave the process. Knows secrets that it was told, and the places where they usually
/// stand. Safe for concurrent use.</summary>
/// <remarks>Found without being told:
/// <c>password=…</c> and <c>pwd=…</c> up to the end of the value, <c>scheme://user:…@</c>, <c>Authorization: Bearer …</c>,
/// <c>lms_id_…</c> of 16 characters and more, <c>PASSWORD '…'</c> of SQL in every way of quoting, and JSON properties whose name ends in
/// password, pwd, secret or token. The time it takes grows with the length of the text and no faster.</remarks>
public sealed class SecretRedactor
{
    /// <summary>What stands where a secret stood.</summary>
    public const string Mask = "***";

    /// <summary>The fewest characters of a secret: anything shorter would be found in half of all words.</summary>
    public const int ShortestSecret = 4;

    private readonly Lock adding = new();
    private volatile KnownSecrets known = KnownSecrets.None;

    /// <summary>Remembers a secret, and the same percent-encoded. One that is shorter than <see cref="ShortestSecret"/> is ignored.</summary>
    public void Add(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (secret.Length < ShortestSecret)
            return;

        lock (adding)
            known = known.With(secret, Uri.EscapeDataString(secret));
    }

    /// <summary>Remembers the password in a connection string, of keywords or a URL; without one, nothing.</summary>
    public void AddConnectionString(string connectionString)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        if (ConfiguredSecrets.PasswordOf(connectionString) is { } password)
            Add(password);
    }

    /// <summary>The text with <see cref="Mask"/> in place of each secret; the same instance when there is none.</summary>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var secrets = known;
        while (true)
        {
            // A mask may bring together what was apart, so that there is more to find. Each round leaves fewer characters that are no
            // stars, or fewer stars: it ends.
            var redacted = secrets.MaskIn(SecretPatterns.MaskIn(text));
            if (ReferenceEquals(redacted, text))
                return text;
            text = redacted;
        }
    }
}

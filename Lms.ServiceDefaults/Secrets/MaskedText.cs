using System.Text;

namespace Lms.ServiceDefaults.Secrets;

/// <summary>A text under work: what is not masked is copied as it is. Nothing is allocated until there is something to mask.</summary>
internal ref struct MaskedText(string text)
{
    private StringBuilder? masked;
    private int copied;

    /// <summary>Masks a range behind those before it.</summary>
    public void Mask(SecretRange range)
    {
        masked ??= new StringBuilder(text.Length);
        masked.Append(text, copied, range.Start - copied).Append(SecretRedactor.Mask);
        copied = range.End;
    }

    /// <summary>The text; the same instance when nothing was masked.</summary>
    public readonly override string ToString() =>
        masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
}

namespace Lms.Cli.Output;

/// <summary>How a piece of text is meant; a terminal shows it as colour, a file does not show it.</summary>
internal enum Tone
{
    Plain,
    Strong,
    Faint,
    Good,
    Notice,
    Bad,
    Accent,
}

/// <summary>Text of one tone.</summary>
internal readonly record struct Phrase(string Text, Tone Tone = Tone.Plain)
{
    public static implicit operator Phrase(string text) => new(text);

    public static Phrase Strong(string text) => new(text, Tone.Strong);

    public static Phrase Faint(string text) => new(text, Tone.Faint);

    public static Phrase Good(string text) => new(text, Tone.Good);

    public static Phrase Notice(string text) => new(text, Tone.Notice);

    public static Phrase Bad(string text) => new(text, Tone.Bad);

    public static Phrase Accent(string text) => new(text, Tone.Accent);
}

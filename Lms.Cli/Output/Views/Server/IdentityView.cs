using Lms.Contracts.Access;

namespace Lms.Cli.Output.Views.Server;

/// <summary>Draws who a token stands for.</summary>
internal static class IdentityView
{
    public static void Draw(ICanvas canvas, IdentityDocument identity, Uri server, DateTimeOffset now)
    {
        var end = identity.ExpiresAt is { } time ? $", expires {HumanText.Of(time)}, {HumanText.Relative(time, now)}" : ", does not expire";
        canvas.Line(Phrase.Strong(identity.Actor), $", {identity.Role}", Phrase.Faint($"  token {identity.Token}{end}, at {server}"));
    }
}

using System.Globalization;

namespace Lms.Migrations.Worker.Security;

/// <summary>Why a request was made by nobody.</summary>
/// <param name="Message">What whoever made it is told.</param>
/// <param name="IsGuess">Whether it may be somebody who tries tokens: too many of those are turned away.</param>
internal sealed record TokenRefusal(string Message, bool IsGuess)
{
    public static TokenRefusal Missing { get; } = new("A token is needed, and none was sent.", IsGuess: false);

    public static TokenRefusal Unknown { get; } = new("The token is not known, has expired or was revoked.", IsGuess: true);

    /// <summary>For whoever has shown its secret, and nobody else.</summary>
    public static TokenRefusal Expired(DateTimeOffset end) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The token has expired, at {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC."), IsGuess: false);

    public static TokenRefusal Of(HttpContext context) => context.Items[typeof(TokenRefusal)] as TokenRefusal ?? Missing;

    public void Put(HttpContext context) => context.Items[typeof(TokenRefusal)] = this;
}

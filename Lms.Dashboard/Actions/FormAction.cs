using System.Security.Cryptography;
using System.Text;
using Lms.Contracts.Client;
using Lms.Dashboard.SignIn;
using Lms.Dashboard.Visits;

namespace Lms.Dashboard.Actions;

/// <summary>What an action leads to.</summary>
/// <param name="Path">The page to show next.</param>
/// <param name="Text">What was done; one sentence.</param>
/// <param name="Secret">Something to be shown this once; null for nothing.</param>
internal sealed record Done(string Path, string Text, string? Secret = null);

/// <summary>An action that cannot be carried out as it was asked for.</summary>
/// <param name="message">Why; one sentence.</param>
/// <param name="wayOut">What to do about it; null for nothing.</param>
internal sealed class RefusedActionException(string message, string? wayOut = null) : Exception(message)
{
    public string? WayOut { get; } = wayOut;
}

/// <summary>The frame of everything that a form can ask for: done once, then on to the page that shows it – or back, with what was typed and
/// what was wrong with it.</summary>
internal sealed class FormAction(Submissions submissions, Flashes flashes, Visit visit)
{
    /// <summary>The hidden field that numbers a form.</summary>
    public const string Submission = "submission";

    // Nobody needs these typed for them again, and the last is a decision to be made anew.
    private static readonly string[] Untold = ["__RequestVerificationToken", "confirm"];

    /// <summary>Carries it out.</summary>
    /// <param name="context">The request, whose form was read.</param>
    /// <param name="form">The form's name, by which its page finds what was typed.</param>
    /// <param name="back">The page that it stands on.</param>
    /// <param name="act">What it asks for.</param>
    public async Task<IResult> DoAsync(HttpContext context, string form, string back, Func<LmsClient, SessionUser, Task<Done>> act)
    {
        try
        {
            var done = await submissions.OnceAsync(NumberOf(context), () => act(visit.Worker, visit.User));
            flashes.Give(context, new Flash(IsGood: true, done.Text) { Secret = done.Secret });
            return TypedResults.LocalRedirect(done.Path);
        }
        catch (RefusedActionException exception)
        {
            return Back(context, form, back, exception.Message, exception.WayOut);
        }
        catch (ApiException exception) when (exception.Status is not StatusCodes.Status401Unauthorized)
        {
            return Back(context, form, back, exception.Failure.Message, exception.Failure.WayOut);
        }
    }

    /// <summary>Names what is asked for: whose form, which one, and what stands in it. Somebody who goes back, writes something else and
    /// sends it asks for something else.</summary>
    private string NumberOf(HttpContext context)
    {
        var form = context.Request.Form;
        if (form[Submission].ToString() is not { Length: > 0 } number)
            throw new RefusedActionException("The form has no number, so nothing was done.", "Open the page again, and send it from there.");

        var content = string.Join('\n', form.Where(field => field.Key != Untold[0]).OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={field.Value}"));
        return $"{visit.User.TokenId} {context.Request.Path} {number} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}";
    }

    private Microsoft.AspNetCore.Http.HttpResults.RedirectHttpResult Back(HttpContext context, string form, string back, string message, string? wayOut)
    {
        flashes.Give(context, new Flash(IsGood: false, message)
        {
            WayOut = wayOut,
            Form = form,
            Values = context.Request.Form.Where(field => !Untold.Contains(field.Key)).ToDictionary(field => field.Key, field => field.Value.ToString()),
        });
        return TypedResults.LocalRedirect(ReturnPath.Of(back));
    }
}

using System.Text.Encodings.Web;

namespace Lms.Migrations.Worker.Consoles;

/// <summary>Where a browser gives a token for a ticket.</summary>
internal static class SignInPage
{
    /// <param name="to">Where it goes from here.</param>
    /// <param name="fault">What was wrong with the last attempt; null for the first.</param>
    public static string Write(string to, string? fault) => $$"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width">
          <title>Sign in – Lms consoles</title>
          <style>
            body { font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem; color-scheme: light dark; }
            input, button { font: inherit; padding: .5rem; width: 100%; box-sizing: border-box; margin-top: .5rem; }
            [role=alert] { border-left: .25rem solid #b00020; padding-left: .75rem; }
          </style>
        </head>
        <body>
          <h1>Jobs and cluster</h1>
          <p>A token opens Hangfire's and Orleans' dashboards of the workers for {{ConsoleTicket.Lifetime.TotalMinutes}} minutes. Operators and admins may act on jobs; everybody else looks.</p>
          {{(fault is null ? "" : $"<p role=\"alert\">{Encode(fault)}</p>")}}
          <form method="post" action="{{ConsoleEndpoints.SignIn}}">
            <input type="hidden" name="to" value="{{Encode(to)}}">
            <label>Token <input type="password" name="token" autocomplete="off" required autofocus></label>
            <button>Sign in</button>
          </form>
        </body>
        </html>
        """;

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}

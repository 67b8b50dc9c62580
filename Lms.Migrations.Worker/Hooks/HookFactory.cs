using Lms.Migrations.Policies;
using Lms.Migrations.Worker.Settings;
using Lms.ServiceDefaults.Secrets;

namespace Lms.Migrations.Worker.Hooks;

/// <summary>Makes of the settings what the engine runs around a run.</summary>
internal sealed class HookFactory(ProgramRunner programs, IHttpClientFactory http, SecretRedactor secrets, TimeProvider time)
{
    /// <summary>The name under which webhooks are called.</summary>
    public const string HttpClientName = "hooks";

    /// <summary>In the order in which they are run; what changes the application comes after the backup.</summary>
    public IReadOnlyList<RunHook> Create(DatabaseSettings database)
    {
        List<RunHook> hooks = [];
        if (database.Hooks.Backup is { } backup)
        {
            hooks.Add(backup.Command.Count > 0
                ? Program("backup", HookMoment.Before, backup.Command, backup.Timeout)
                : new RunHook("backup", HookMoment.Before, new PostgresDump(programs, database.Target, backup, time).RunAsync) { Timeout = backup.Timeout });
        }

        if (database.Hooks.Before is { } before)
            hooks.Add(Action("before", HookMoment.Before, before));
        if (database.Hooks.After is { } after)
            hooks.Add(Action("after", HookMoment.After, after));
        return hooks;
    }

    private RunHook Action(string name, HookMoment moment, ActionSettings action) => action.Url is { } url
        ? new RunHook(name, moment, new Webhook(name, moment, url, http, secrets).RunAsync) { Timeout = action.Timeout }
        : Program(name, moment, action.Command, action.Timeout);

    private RunHook Program(string name, HookMoment moment, IReadOnlyList<string> command, TimeSpan timeout) =>
        new(name, moment, (context, token) => programs.RunAsync(name, command, HookVariables.Of(context, moment), token)) { Timeout = timeout };
}

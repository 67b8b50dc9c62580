using Lms.EmbeddedPostgres.Tests.Owners;
using Xunit.Runner.InProc.SystemConsole;

return args is [OwnerProgram.Verb, ..] ? await OwnerProgram.RunAsync(args[1..]) : await ConsoleRunner.Run(args);

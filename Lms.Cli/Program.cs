using Lms.Cli;
using Lms.Cli.Commands;

using var termination = new TerminationSignals();
return await LmsCommandLine.RunAsync(args, termination);

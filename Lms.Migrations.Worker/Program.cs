using Lms.Migrations.Worker;

return await WorkerProgram.RunAsync(args);

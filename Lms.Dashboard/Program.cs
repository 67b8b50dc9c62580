return await Lms.Dashboard.DashboardProgram.RunAsync(args);

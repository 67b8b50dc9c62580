using Lms.AppHost;

return await Stack.RunAsync(args);

using Lms.Migrations.Worker.Coordination;

namespace Lms.Migrations.Worker;

/// <summary>The embedded stack: the platform database is the queue, and every worker takes from it.</summary>
internal static class Stack
{
    public static void AddCoordinator(IServiceCollection services) => services.AddSingleton<ICoordinator, QueueCoordinator>();
}

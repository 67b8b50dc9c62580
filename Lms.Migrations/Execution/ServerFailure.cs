using System.Data.Common;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Execution;

/// <summary>What drivers throw when a server is away, refuses something, or says that the lease is lost.</summary>
internal static class ServerFailure
{
    public static bool Is(Exception exception) =>
        exception is DbException or TimeoutException or DocumentCommandException or LeaseLostException or DatabaseUnavailableException;
}

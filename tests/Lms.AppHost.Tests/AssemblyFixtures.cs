using System.Runtime.Versioning;
using Lms.Testing;

[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: UnsupportedOSPlatform("windows")]

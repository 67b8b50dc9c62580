using System.Runtime.Versioning;
using Lms.Dashboard.Tests.Browsing;
using Lms.Testing;

[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: UnsupportedOSPlatform("windows")]

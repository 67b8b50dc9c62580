using Lms.Testing;

[assembly: AssemblyFixture(typeof(PostgresServer))]

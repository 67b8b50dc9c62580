using Lms.AppHost.Embedded.Databases;

namespace Lms.AppHost.Tests;

public sealed class DocumentUrlTests
{
    [Theory]
    [InlineData("Host=127.0.0.1;Port=15432;Username=postgres;Password=a/b:c;Database=postgres", "documentdb://postgres:a%2Fb%3Ac@127.0.0.1:15432/withdrawals?Database=postgres")]
    [InlineData("Host=::1;Username=u;Database=d;SSL Mode=Require", "documentdb://u@[::1]:5432/withdrawals?Database=d&SSL%20Mode=Require")]
    [InlineData("Host=/run/postgresql;Database=d", "documentdb://localhost:5432/withdrawals?Host=%2Frun%2Fpostgresql&Database=d")]
    public void Everything_that_a_connection_sets_stands_in_the_url(string connection, string url) =>
        Assert.Equal(url, DocumentUrl.To("withdrawals", connection));
}

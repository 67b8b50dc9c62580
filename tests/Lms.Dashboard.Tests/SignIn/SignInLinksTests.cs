using Lms.Dashboard.SignIn;

namespace Lms.Dashboard.Tests.SignIn;

public sealed class SignInLinksTests
{
    [Fact]
    public void A_code_works_once()
    {
        var links = new SignInLinks(TimeProvider.System);
        var (code, _) = links.TryCreate("token", expiresAt: null)!.Value;

        Assert.Equal("token", links.Redeem(code));
        Assert.Null(links.Redeem(code));
        Assert.Null(links.Redeem("another"));
    }

    [Fact]
    public void A_code_ends_with_its_token()
    {
        var links = new SignInLinks(TimeProvider.System);
        var (code, end) = links.TryCreate("token", TimeProvider.System.GetUtcNow().AddMilliseconds(-1))!.Value;

        Assert.True(end < TimeProvider.System.GetUtcNow());
        Assert.Null(links.Redeem(code));
    }

    [Fact]
    public void Nobody_fills_the_memory_with_links_that_are_never_opened()
    {
        var links = new SignInLinks(TimeProvider.System);
        var created = Enumerable.Range(0, 1_100).Count(_ => links.TryCreate("token", expiresAt: null) is not null);

        Assert.Equal(1_000, created);
    }
}

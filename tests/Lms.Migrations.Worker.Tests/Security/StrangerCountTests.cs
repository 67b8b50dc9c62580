using System.Net;
using Lms.Migrations.Worker.Api.Audit;
using Lms.Migrations.Worker.Security;
using Microsoft.AspNetCore.Http;

namespace Lms.Migrations.Worker.Tests.Security;

public sealed class StrangerCountTests
{
    [Fact]
    public void Of_each_network_so_many_get_a_row_and_the_rest_is_told_once()
    {
        var strangers = new StrangerCount();
        Assert.Equal(StrangerCount.Most, Enumerable.Range(0, StrangerCount.Most + 7).Count(_ => strangers.Admit("a")));
        Assert.True(strangers.Admit("b"));

        Assert.Equal([("a", 7)], strangers.TakeLeftOut());
        Assert.Empty(strangers.TakeLeftOut());
        Assert.True(strangers.Admit("a"));
    }

    [Fact]
    public void More_networks_than_there_is_room_for_are_counted_as_one()
    {
        var strangers = new StrangerCount();
        var rows = Enumerable.Range(0, 50_000).Count(number => strangers.Admit($"{number}"));
        Assert.Equal(10_000 + StrangerCount.Most, rows);
        Assert.Equal([(StrangerCount.Others, 50_000 - rows)], strangers.TakeLeftOut());
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("::ffff:203.0.113.9", "::ffff:203.0.113.9")]
    [InlineData("::1", "::1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    public void Whoever_is_given_many_addresses_is_counted_as_one(string address, string network)
    {
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
        Assert.Equal(network, Address.NetworkOf(context));
        Assert.Equal(address, Address.Of(context));
    }
}

using Lms.AppHost.Aspire.Mongo;

namespace Lms.AppHost.Tests.Aspire;

/// <summary>What the application is made of, who needs whom, and what each is told.</summary>
public sealed class ApplicationModelTests
{
    private static readonly string[] Ours = ["sign-in", "plan", "migrate", "rollback"];
    private static readonly string[] Watched = ["worker", "dashboard", "lms", "platform-database", "withdrawals"];

    [Fact]
    public void Databases_are_containers_that_stay_with_their_data()
    {
        var model = Model.Compose();

        foreach (var server in new ContainerResource[] { model.Find<PostgresServerResource>("postgres"), model.Find<MongoReplicaSetResource>("mongo") })
        {
            Assert.Equal(ContainerLifetime.Persistent, Assert.Single(server.Annotations.OfType<ContainerLifetimeAnnotation>()).Lifetime);
            Assert.Equal(ContainerMountType.Volume, Assert.Single(server.Annotations.OfType<ContainerMountAnnotation>()).Type);
        }

        Assert.Equal("lms", model.Find<PostgresDatabaseResource>("lms").DatabaseName);
        Assert.Equal("platform", model.Find<PostgresDatabaseResource>("platform-database").DatabaseName);
        Assert.Same(model.Find<MongoReplicaSetResource>("mongo"), model.Find<MongoDatabaseResource>("withdrawals").Parent);
    }

    [Theory]
    [InlineData("platform", "platform-database", WaitType.WaitUntilHealthy)]
    [InlineData("worker", "platform", WaitType.WaitForCompletion)]
    [InlineData("worker", "lms", WaitType.WaitUntilHealthy)]
    [InlineData("worker", "withdrawals", WaitType.WaitUntilHealthy)]
    [InlineData("dashboard", "worker", WaitType.WaitUntilHealthy)]
    public void Nothing_starts_before_what_it_needs(string resource, string needed, WaitType how)
    {
        var waits = Model.Compose().Find<ProjectResource>(resource).Annotations.OfType<WaitAnnotation>();

        Assert.Contains(waits, wait => wait.Resource.Name == needed && wait.WaitType == how);
    }

    [Fact]
    public async Task A_worker_is_told_its_databases_its_cluster_and_its_token()
    {
        var told = await Model.Compose().EnvironmentOfAsync("worker");

        Assert.Equal("{platform-database.connectionString}", told["ConnectionStrings__platform"]);
        Assert.Equal("{lms.connectionString}", told["ConnectionStrings__lms"]);
        Assert.Equal("{withdrawals.connectionString}", told["ConnectionStrings__withdrawals"]);
        Assert.Equal(("lms", "postgresql", "migrations/lms"), Database(told, 0));
        Assert.Equal(("withdrawals", "mongodb", "migrations/withdrawals"), Database(told, 1));
        Assert.Equal("{worker-token.value}", told["Lms__BootstrapToken"]);
        Assert.Equal(("lms", "lms"), (told["Orleans__ClusterId"], told["Orleans__ServiceId"]));
        Assert.Equal(
            ("AdoNet", "Npgsql", "{postgres.connectionString};Database=platform"),
            (told["Orleans__Clustering__ProviderType"], told["Orleans__Clustering__Invariant"], told["Orleans__Clustering__ConnectionString"]));
    }

    [Fact]
    public async Task Each_start_on_a_developers_machine_is_a_cluster_of_its_own_of_one_service()
    {
        var first = await Model.Compose(publishing: false).EnvironmentOfAsync("worker");
        var second = await Model.Compose(publishing: false).EnvironmentOfAsync("worker");

        Assert.NotEqual(first["Orleans__ClusterId"], second["Orleans__ClusterId"]);
        Assert.Equal(("lms", "lms"), (first["Orleans__ServiceId"], second["Orleans__ServiceId"]));
    }

    [Fact]
    public void Two_workers_stand_side_by_side_and_only_the_dashboard_is_offered_to_others()
    {
        var model = Model.Compose();

        Assert.Equal(2, model.Find<ProjectResource>("worker").GetReplicaCount());
        Assert.All(model.Find<ProjectResource>("dashboard").Annotations.OfType<EndpointAnnotation>(), endpoint => Assert.True(endpoint.IsExternal));
        Assert.All(model.Find<ProjectResource>("worker").Annotations.OfType<EndpointAnnotation>(), endpoint => Assert.False(endpoint.IsExternal));
    }

    [Fact]
    public void Whatever_others_wait_for_is_watched_by_checks_of_its_own_and_its_parents_none_of_which_is_there_twice()
    {
        // Aspire keeps one result for each name: of a check that is there twice it never hears.
        var model = Model.Compose();

        Assert.All(Watched, name =>
        {
            Assert.True(model.Find<IResource>(name).TryGetAnnotationsIncludingAncestorsOfType<HealthCheckAnnotation>(out var checks), name);
            Assert.Distinct(checks.Select(check => check.Key));
        });
    }

    [Fact]
    public void Commands_stand_on_the_dashboard_and_those_that_change_something_ask_first()
    {
        var model = Model.Compose();

        var commands = model.Find<ProjectResource>("dashboard").Annotations.OfType<ResourceCommandAnnotation>().ToDictionary(command => command.Name);
        Assert.All(Ours, name => Assert.Contains(name, commands));
        Assert.NotNull(commands["migrate"].ConfirmationMessage);
        Assert.NotNull(commands["rollback"].ConfirmationMessage);
        Assert.DoesNotContain(
            model.Resources.Where(resource => resource.Name != "dashboard").SelectMany(resource => resource.Annotations.OfType<ResourceCommandAnnotation>()),
            command => Ours.Contains(command.Name));
    }

    [Theory]
    [InlineData("platform")]
    [InlineData("worker")]
    [InlineData("dashboard")]
    public async Task No_service_is_told_to_believe_everybody_with_which_it_would_not_start(string service) =>
        Assert.DoesNotContain("ASPNETCORE_FORWARDEDHEADERS_ENABLED", await Model.Compose().EnvironmentOfAsync(service));

    [Fact]
    public async Task Nothing_that_is_published_is_of_this_machine()
    {
        var model = Model.Compose();

        foreach (var project in model.Resources.OfType<ProjectResource>())
        {
            var told = await model.EnvironmentOfAsync(project.Name);
            Assert.All(told.Values, value => Assert.DoesNotContain(AppContext.BaseDirectory, value, StringComparison.Ordinal));
            Assert.All(told.Values, value => Assert.DoesNotContain("..", value, StringComparison.Ordinal));
        }
    }

    private static (string Name, string Engine, string Catalog) Database(Dictionary<string, string> told, int index) =>
        (told[$"Lms__Databases__{index}__Name"], told[$"Lms__Databases__{index}__Engine"], told[$"Lms__Databases__{index}__Catalog"]);
}

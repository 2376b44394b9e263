using Concourse.Database.Scheduling;
using static Concourse.Scheduling.Tests.Inputs.Resolving;

namespace Concourse.Scheduling.Tests.Inputs;

/// <summary>The tables of the scheduler chapter, §3.4 and §3.5, row by row.</summary>
public sealed class InputResolverTests
{
    [Fact]
    public async Task Latest_takes_the_highest_enabled_version()
    {
        var mapping = await Resolve(new InMemoryHistory().Versions(X, "1", "2", "3!"), Input("x", X));

        Assert.Equal("2", Digest(mapping, "x"));
        Assert.True(mapping.Determined);
        Assert.False(mapping.RunAgain);
    }

    [Fact]
    public async Task A_resource_without_versions_leaves_the_job_undetermined_but_other_inputs_chosen()
    {
        var mapping = await Resolve(new InMemoryHistory().Versions(Y, "1"), Input("x", X), Input("y", Y));

        Assert.False(mapping.Determined);
        Assert.Equal("latest version of resource not found", Reason(mapping, "x"));
        Assert.Equal("1", Digest(mapping, "y"));
    }

    [Fact]
    public async Task A_pin_may_name_a_disabled_version()
    {
        var mapping = await Resolve(new InMemoryHistory().Versions(X, "1!", "2"), Input("x", X) with { PinnedVersion = """{"ref":"1"}""" });

        Assert.Equal("1", Digest(mapping, "x"));
    }

    [Fact]
    public async Task A_pin_that_matches_nothing_is_named_with_its_fields()
    {
        var mapping = await Resolve(
            new InMemoryHistory().Versions(X, "1"), Input("x", X) with { PinnedVersion = """{"ref":"7","branch":"main"}""" });

        Assert.Equal("pinned version ref:7 branch:main not found", Reason(mapping, "x"));
    }

    [Theory]
    [InlineData("1 2 3", "", "3", false)]
    [InlineData("1 2 3", "1", "2", true)]
    [InlineData("1 2", "1", "2", false)]
    [InlineData("1 2! 3", "1", "3", false)]
    [InlineData("1 2 3!", "2", "2", false)]
    [InlineData("1 2! 3!", "2", "1", false)]
    [InlineData("1 2 3", "1 3 2", "3", false)]
    public async Task Every_walks_the_versions_that_the_job_has_not_used(string versions, string used, string expected, bool runAgain)
    {
        var history = new InMemoryHistory().Versions(X, versions.Split(' '));
        foreach (var digest in used.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            history.Used(Current, "x", X, digest);
        }

        var mapping = await Resolve(history, Input("x", X) with { EveryVersion = true });

        Assert.Equal((expected, runAgain), (Digest(mapping, "x"), mapping.RunAgain));
    }

    [Fact]
    public async Task Passed_by_two_jobs_takes_the_newest_common_version()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2")
            .Build(1, A, (X, "x1")).Build(2, A, (X, "x2")).Build(3, B, (X, "x1"));

        var mapping = await Resolve(history, Input("x", X, A, B));

        Assert.Equal("x1", Digest(mapping, "x"));
        Assert.Equal([1L, 3L], Sources(mapping, "x"));
    }

    [Fact]
    public async Task Inputs_that_share_a_passed_job_come_from_the_same_build()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2").Versions(Y, "y1", "y2")
            .Build(1, A, (X, "x1"), (Y, "y1")).Build(2, A, (X, "x2"), (Y, "y2"))
            .Build(3, B, (X, "x2")).Build(4, B, (X, "x1"));

        var mapping = await Resolve(history, Input("x", X, A, B), Input("y", Y, A));

        Assert.Equal(("x2", "y2"), (Digest(mapping, "x"), Digest(mapping, "y")));
        Assert.Equal([2L, 3L], Sources(mapping, "x"));
        Assert.Equal([2L], Sources(mapping, "y"));
    }

    [Fact]
    public async Task Inputs_without_a_common_passed_job_are_independent()
    {
        var history = new InMemoryHistory().Versions(X, "x1").Versions(Y, "y1").Build(1, A, (X, "x1")).Build(2, B, (Y, "y1"));

        var mapping = await Resolve(history, Input("x", X, A), Input("y", Y, B));

        Assert.Equal(("x1", "y1"), (Digest(mapping, "x"), Digest(mapping, "y")));
    }

    [Fact]
    public async Task Every_with_passed_takes_the_oldest_unused_build_and_asks_for_another_round()
    {
        var history = ThreeBuildsOfA().Used(Current, "x", X, "x1", (A, 1));

        var mapping = await Resolve(history, Input("x", X, A) with { EveryVersion = true });

        Assert.Equal(("x2", true), (Digest(mapping, "x"), mapping.RunAgain));
    }

    [Fact]
    public async Task Every_with_passed_stays_at_the_last_used_build_when_nothing_is_newer()
    {
        var history = ThreeBuildsOfA().Used(Current, "x", X, "x3", (A, 3));

        var mapping = await Resolve(history, Input("x", X, A) with { EveryVersion = true });

        Assert.Equal(("x3", false), (Digest(mapping, "x"), mapping.RunAgain));
    }

    [Fact]
    public async Task Every_with_passed_skips_a_build_whose_version_is_disabled()
    {
        var history = ThreeBuildsOfA().Versions(X, "x1", "x2", "x3!").Used(Current, "x", X, "x2", (A, 2));

        var mapping = await Resolve(history, Input("x", X, A) with { EveryVersion = true });

        Assert.Equal(("x2", false), (Digest(mapping, "x"), mapping.RunAgain));
    }

    [Fact]
    public async Task A_passed_job_without_successful_builds_fails_every_input_of_the_group()
    {
        var history = new InMemoryHistory().Versions(X, "x1").Versions(Y, "y1").Build(1, A, (X, "x1"), (Y, "y1"));

        var mapping = await Resolve(history, Input("x", X, A, B), Input("y", Y, A));

        Assert.Equal("no satisfiable builds from passed jobs found for set of inputs", Reason(mapping, "x"));
        Assert.Equal(Reason(mapping, "x"), Reason(mapping, "y"));
    }

    [Fact]
    public async Task A_rerun_stands_at_the_place_of_its_original()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2")
            .Build(1, A, (X, "x1")).Rerun(5, of: 1, A, (X, "x1")).Build(3, A, (X, "x2"));

        Assert.Equal("x2", Digest(await Resolve(history, Input("x", X, A)), "x"));
    }

    [Fact]
    public async Task What_a_build_put_is_preferred_to_what_it_got()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2").Build(1, A, (X, "x2"), (X, "x1"));

        Assert.Equal("x2", Digest(await Resolve(history, Input("x", X, A)), "x"));
    }

    [Fact]
    public async Task A_pinned_input_with_passed_waits_for_a_build_with_that_version()
    {
        var history = ThreeBuildsOfA();

        var mapping = await Resolve(history, Input("x", X, A) with { PinnedVersion = """{"ref":"x1"}""" });

        Assert.Equal(("x1", 1L), (Digest(mapping, "x"), Sources(mapping, "x").Single()));
    }

    [Fact]
    public async Task A_version_used_by_another_input_name_is_still_a_first_occurrence()
    {
        var history = new InMemoryHistory().Versions(X, "1").Used(Current, "other", X, "1");

        Assert.True(((InputResolution.Resolved)(await Resolve(history, Input("x", X))).Inputs["x"]).FirstOccurrence);
    }

    private static InMemoryHistory ThreeBuildsOfA() => new InMemoryHistory().Versions(X, "x1", "x2", "x3")
        .Build(1, A, (X, "x1")).Build(2, A, (X, "x2")).Build(3, A, (X, "x3"));
}

using static Concourse.Scheduling.Tests.Inputs.Resolving;

namespace Concourse.Scheduling.Tests.Inputs;

/// <summary>Corners of the group resolver (scheduler chapter §3.5): backtracking, versions that are gone or disabled, <c>every</c>.</summary>
public sealed class PassedInputsTests
{
    [Fact]
    public async Task A_build_whose_other_version_went_nowhere_is_given_up_for_an_older_one()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2").Versions(Y, "y1", "y2")
            .Build(1, A, (X, "x1"), (Y, "y1")).Build(2, B, (X, "x1"), (Y, "y1"))
            .Build(3, A, (X, "x2"), (Y, "y2")).Build(4, B, (X, "x2"), (Y, "y1"));

        var mapping = await Resolve(history, Input("x", X, A, B), Input("y", Y, A, B));

        Assert.Equal("x x1, y y1", Chosen(mapping));
        Assert.Equal([1L, 2L], Sources(mapping, "x"));
    }

    [Fact]
    public async Task Jobs_in_a_ring_of_shared_inputs_are_satisfied_together()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2").Versions(Y, "y1", "y2").Versions(Z, "z1", "z2")
            .Build(1, A, (X, "x1"), (Y, "y1")).Build(2, B, (Y, "y1"), (Z, "z1")).Build(3, C, (Z, "z1"), (X, "x1"))
            .Build(4, A, (X, "x2"), (Y, "y2")).Build(5, B, (Y, "y2"), (Z, "z2")).Build(6, C, (Z, "z2"), (X, "x1"));

        var mapping = await Resolve(history, Input("x", X, A, C), Input("y", Y, A, B), Input("z", Z, B, C));

        Assert.Equal("x x1, y y1, z z1", Chosen(mapping));
    }

    [Fact]
    public async Task One_group_that_cannot_be_satisfied_leaves_the_choices_of_the_others()
    {
        var history = new InMemoryHistory().Versions(X, "x1").Versions(Y, "y1").Versions(Z, "z1").Build(1, A, (X, "x1"));

        var mapping = await Resolve(history, Input("x", X, A), Input("y", Y, B), Input("z", Z));

        Assert.Equal("x x1, y none, z z1", Chosen(mapping));
        Assert.False(mapping.Determined);
    }

    [Fact]
    public async Task A_build_whose_version_is_gone_from_the_history_is_not_used()
    {
        var history = new InMemoryHistory().Versions(X, "x1").Build(1, A, (X, "x1")).Build(2, A, (X, "x2"));

        Assert.Equal("x x1", Chosen(await Resolve(history, Input("x", X, A))));
    }

    [Fact]
    public async Task A_build_of_which_one_version_is_gone_gives_none_of_its_versions()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2").Versions(Y, "y1")
            .Build(1, A, (X, "x1"), (Y, "y1")).Build(2, A, (X, "x2"), (Y, "y2"));

        Assert.Equal("x x1, y y1", Chosen(await Resolve(history, Input("x", X, A), Input("y", Y, A))));
    }

    [Fact]
    public async Task A_build_of_which_one_version_is_disabled_gives_none_of_its_versions()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2").Versions(Y, "y1", "y2!")
            .Build(1, A, (X, "x1"), (Y, "y1")).Build(2, A, (X, "x2"), (Y, "y2"));

        Assert.Equal("x x1, y y1", Chosen(await Resolve(history, Input("x", X, A), Input("y", Y, A))));
    }

    [Fact]
    public async Task A_disabled_version_that_a_build_put_gives_way_to_the_one_it_got()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2!").Build(1, A, (X, "x2"), (X, "x1"));

        Assert.Equal("x x1", Chosen(await Resolve(history, Input("x", X, A))));
    }

    [Fact]
    public async Task Two_inputs_of_one_resource_get_the_same_version_from_the_same_build()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2").Build(1, A, (X, "x1")).Build(2, A, (X, "x2"));

        var mapping = await Resolve(history, Input("one", X, A), Input("two", X, A));

        Assert.Equal("one x2, two x2", Chosen(mapping));
        Assert.Equal(Sources(mapping, "one"), Sources(mapping, "two"));
    }

    [Fact]
    public async Task A_pin_leads_the_whole_group_to_the_build_that_has_it()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2").Versions(Y, "y1", "y2")
            .Build(1, A, (X, "x1"), (Y, "y1")).Build(2, A, (X, "x2"), (Y, "y2"));

        var mapping = await Resolve(history, Input("x", X, A) with { PinnedVersion = """{"ref":"x1"}""" }, Input("y", Y, A));

        Assert.Equal("x x1, y y1", Chosen(mapping));
    }

    [Fact]
    public async Task A_pinned_version_that_is_unknown_or_disabled_fails_the_group()
    {
        var history = new InMemoryHistory().Versions(X, "x1!", "x2").Build(1, A, (X, "x1")).Build(2, A, (X, "x2"));

        var disabled = await Resolve(history, Input("x", X, A) with { PinnedVersion = """{"ref":"x1"}""" });
        var unknown = await Resolve(history, Input("x", X, A) with { PinnedVersion = """{"ref":"x9"}""" });

        Assert.Equal("no satisfiable builds from passed jobs found for set of inputs", Reason(disabled, "x"));
        Assert.Equal("pinned version ref:x9 not found", Reason(unknown, "x"));
    }

    [Fact]
    public async Task Every_begins_with_the_latest_when_the_job_has_never_run()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2").Build(1, A, (X, "x1")).Build(2, A, (X, "x2"));

        var mapping = await Resolve(history, Every("x", X, A));

        Assert.Equal("x x2", Chosen(mapping));
        Assert.False(mapping.RunAgain);
    }

    [Fact]
    public async Task Every_goes_on_behind_the_highest_version_used_even_if_the_last_build_took_an_older_one()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2", "x3")
            .Build(1, A, (X, "x1")).Build(2, A, (X, "x2")).Build(3, A, (X, "x3"))
            .Used(Current, "x", X, "x2", (A, 2)).Used(Current, "x", X, "x1", (A, 1));

        Assert.Equal("x x3", Chosen(await Resolve(history, Every("x", X, A))));
    }

    [Fact]
    public async Task Every_begins_anew_with_the_latest_when_passed_was_added_to_a_job_that_had_run()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2", "x3")
            .Build(1, A, (X, "x1")).Build(2, A, (X, "x2")).Build(3, A, (X, "x3"))
            .Used(Current, "x", X, "x1");

        Assert.Equal("x x3", Chosen(await Resolve(history, Every("x", X, A))));
    }

    [Fact]
    public async Task Every_lets_a_job_that_was_added_to_passed_follow_those_that_were_there()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2", "x3")
            .Build(1, B, (X, "x1")).Build(2, B, (X, "x2")).Build(3, B, (X, "x3"))
            .Build(4, A, (X, "x1")).Build(5, A, (X, "x2")).Build(6, A, (X, "x3"))
            .Used(Current, "x", X, "x1", (B, 1));

        var mapping = await Resolve(history, Every("x", X, A, B));

        Assert.Equal("x x2", Chosen(mapping));
        Assert.True(mapping.RunAgain);
        Assert.Equal([2L, 5L], Sources(mapping, "x"));
    }

    [Fact]
    public async Task Every_passes_over_an_unused_build_whose_version_another_job_never_had()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2", "x3")
            .Build(1, A, (X, "x1")).Build(2, B, (X, "x1")).Build(3, A, (X, "x2")).Build(4, A, (X, "x3")).Build(5, B, (X, "x3"))
            .Used(Current, "x", X, "x1", (A, 1), (B, 2));

        Assert.Equal("x x3", Chosen(await Resolve(history, Every("x", X, A, B))));
    }

    [Fact]
    public async Task Every_falls_back_to_what_it_used_when_no_unused_build_satisfies_and_asks_for_no_other_round()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2")
            .Build(1, A, (X, "x1")).Build(2, B, (X, "x1")).Build(3, A, (X, "x2"))
            .Used(Current, "x", X, "x1", (A, 1), (B, 2));

        var mapping = await Resolve(history, Every("x", X, A, B));

        Assert.Equal("x x1", Chosen(mapping));
        Assert.False(mapping.RunAgain);
    }

    [Fact]
    public async Task A_rerun_of_a_used_build_is_nothing_new_for_every()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2")
            .Build(1, A, (X, "x1")).Build(2, A, (X, "x2")).Rerun(3, of: 1, A, (X, "x1"))
            .Used(Current, "x", X, "x1", (A, 1));

        var mapping = await Resolve(history, Every("x", X, A));

        Assert.Equal("x x2", Chosen(mapping));
    }

    [Fact]
    public async Task What_other_jobs_used_does_not_count_for_every()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2", "x3").Used(A, "x", X, "x3").Used(Current, "x", X, "x1");

        var mapping = await Resolve(history, Every("x", X));

        Assert.Equal("x x2", Chosen(mapping));
        Assert.True(mapping.RunAgain);
    }

    [Fact]
    public async Task One_input_with_unused_versions_is_enough_to_ask_for_another_round()
    {
        var history = new InMemoryHistory().Versions(X, "x1", "x2", "x3").Versions(Y, "y1").Build(1, A, (Y, "y1"))
            .Used(Current, "x", X, "x1").Used(Current, "y", Y, "y1", (A, 1));

        Assert.True((await Resolve(history, Every("x", X), Every("y", Y, A))).RunAgain);
    }
}

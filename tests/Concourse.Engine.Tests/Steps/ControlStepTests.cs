using Concourse.Engine.Steps;
using Concourse.Engine.Steps.Control;

namespace Concourse.Engine.Tests.Steps;

/// <summary>Truth tables of the control steps, from engine chapter §3.4.</summary>
public sealed class ControlStepTests
{
    private static readonly StepOutcome Error = new StepOutcome.Errored("boom");

    private readonly List<string> ran = [];

    public static TheoryData<string, string, string, bool> Hooks => new()
    {
        // hook kind, step's end, whole's end, hook runs (and succeeds)
        { "on_success", "succeeded", "succeeded", true },
        { "on_success", "failed", "failed", false },
        { "on_success", "errored", "errored", false },
        { "on_success", "aborted", "aborted", false },
        { "on_failure", "succeeded", "succeeded", false },
        { "on_failure", "failed", "failed", true },
        { "on_failure", "errored", "errored", false },
        { "on_failure", "aborted", "aborted", false },
        { "on_error", "succeeded", "succeeded", false },
        { "on_error", "failed", "failed", false },
        { "on_error", "errored", "errored", true },
        { "on_error", "deadline", "errored", true },
        { "on_error", "aborted", "aborted", false },
        { "on_abort", "succeeded", "succeeded", false },
        { "on_abort", "failed", "failed", false },
        { "on_abort", "errored", "errored", false },
        { "on_abort", "deadline", "errored", false },
        { "on_abort", "aborted", "aborted", true },
        { "ensure", "succeeded", "succeeded", true },
        { "ensure", "failed", "failed", true },
        { "ensure", "errored", "errored", true },
        { "ensure", "aborted", "aborted", true },
    };

    [Theory]
    [MemberData(nameof(Hooks))]
    public async Task A_hook_runs_when_its_condition_holds_and_its_success_does_not_change_the_outcome(
        string kind, string step, string whole, bool hookRuns)
    {
        var outcome = await RunAsync(Hook(kind, Ending("step", Outcome(step)), Ending("hook", StepOutcome.Success)));

        Assert.Equal(whole, Name(outcome));
        Assert.Equal(hookRuns, ran.Contains("hook"));
    }

    [Theory]
    [InlineData("on_success", "succeeded", "failed", "failed")]
    [InlineData("on_success", "succeeded", "errored", "errored")]
    [InlineData("on_failure", "failed", "failed", "failed")]
    [InlineData("on_failure", "failed", "errored", "errored")]
    [InlineData("on_error", "errored", "failed", "errored")]
    [InlineData("on_abort", "aborted", "errored", "aborted")]
    [InlineData("ensure", "succeeded", "failed", "failed")]
    [InlineData("ensure", "failed", "errored", "errored")]
    [InlineData("ensure", "errored", "failed", "errored")]
    public async Task A_hook_that_does_not_succeed_changes_the_outcome_as_upstream_says(string kind, string step, string hook, string whole) =>
        Assert.Equal(whole, Name(await RunAsync(Hook(kind, Ending("step", Outcome(step)), Ending("hook", Outcome(hook))))));

    [Fact]
    public async Task Do_stops_at_the_first_step_that_does_not_succeed()
    {
        var outcome = await RunAsync(new DoStep(
            [Ending("a", StepOutcome.Success), Ending("b", StepOutcome.Failure), Ending("c", StepOutcome.Success)]));

        Assert.IsType<StepOutcome.Failed>(outcome);
        Assert.Equal(["a", "b"], ran);
    }

    [Theory]
    [InlineData("failed", "succeeded")]
    [InlineData("errored", "succeeded")]
    [InlineData("deadline", "succeeded")]
    [InlineData("aborted", "aborted")]
    public async Task Try_swallows_everything_but_an_abort(string step, string whole) =>
        Assert.Equal(whole, Name(await RunAsync(new TryStep(Ending("step", Outcome(step))))));

    [Fact]
    public async Task Retry_goes_on_after_failures_and_errors_until_an_attempt_succeeds()
    {
        var outcome = await RunAsync(new RetryStep(
            [Ending("1", StepOutcome.Failure), Ending("2", Error), Ending("3", StepOutcome.Success), Ending("4", StepOutcome.Success)]));

        Assert.IsType<StepOutcome.Succeeded>(outcome);
        Assert.Equal(["1", "2", "3"], ran);
    }

    [Fact]
    public async Task Retry_ends_as_its_last_attempt() =>
        Assert.IsType<StepOutcome.Failed>(await RunAsync(new RetryStep([Ending("1", Error), Ending("2", StepOutcome.Failure)])));

    [Fact]
    public async Task A_passed_time_limit_is_a_failure() =>
        Assert.IsType<StepOutcome.Failed>(await RunAsync(new TimeoutStep(Hanging(), "10ms", TimeProvider.System)));

    [Fact]
    public async Task A_limit_of_years_limits_nothing_shorter() =>
        Assert.IsType<StepOutcome.Succeeded>(await RunAsync(new TimeoutStep(Ending("step", StepOutcome.Success), "87600h", TimeProvider.System)));

    [Fact]
    public async Task A_limit_below_zero_has_passed_at_once() =>
        Assert.IsType<StepOutcome.Failed>(await RunAsync(new TimeoutStep(Hanging(), "-1h", TimeProvider.System)));

    [Fact]
    public async Task A_limit_that_is_no_duration_errors_before_the_step_runs()
    {
        var outcome = await RunAsync(new TimeoutStep(Ending("step", StepOutcome.Success), "soon", TimeProvider.System));

        Assert.Equal("parse timeout: time: invalid duration \"soon\"", Assert.IsType<StepOutcome.Errored>(outcome).Message);
        Assert.Empty(ran);
    }

    [Fact]
    public async Task Ensure_runs_its_hook_after_an_abort_with_a_context_that_is_not_cancelled()
    {
        var hookWasCancelled = true;
        using var build = StepCancellation.Root(CancellationToken.None);
        var hook = new FakeStep((_, cancellation) =>
        {
            hookWasCancelled = cancellation.Token.IsCancellationRequested;
            return Task.FromResult(StepOutcome.Success);
        });
        var aborting = new FakeStep((_, cancellation) =>
        {
            build.Cancel(CancellationReason.Abort);
            return Task.FromResult(cancellation.Outcome);
        });

        var outcome = await new EnsureStep(aborting, hook).RunAsync(StepScope.Root(), build);

        Assert.IsType<StepOutcome.Aborted>(outcome);
        Assert.False(hookWasCancelled);
    }

    [Fact]
    public async Task In_parallel_runs_at_most_its_limit_at_once()
    {
        var (now, most) = (0, 0);
        var counting = new FakeStep(async (_, _) =>
        {
            var running = Interlocked.Increment(ref now);
            lock (ran)
            {
                most = Math.Max(most, running);
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
            Interlocked.Decrement(ref now);
            return StepOutcome.Success;
        });

        await RunAsync(new InParallelStep([.. Enumerable.Repeat(counting, 12)], 3, failFast: false));

        Assert.Equal(3, most);
    }

    [Fact]
    public async Task In_parallel_with_fail_fast_interrupts_the_others_starts_no_more_and_fails()
    {
        var outcome = await RunAsync(new InParallelStep(
            [Hanging(), Ending("bad", StepOutcome.Failure), Ending("never", StepOutcome.Success)], 2, failFast: true));

        Assert.IsType<StepOutcome.Failed>(outcome);
        Assert.DoesNotContain("never", ran);
    }

    [Fact]
    public async Task In_parallel_without_fail_fast_runs_all_and_aggregates_errors()
    {
        var outcome = await RunAsync(new InParallelStep([Ending("a", Error), Ending("b", StepOutcome.Failure), Ending("c", Error)], 1, failFast: false));

        Assert.Equal("2 errors occurred:\n\t* boom\n\t* boom\n\n", Assert.IsType<StepOutcome.Errored>(outcome).Message);
        Assert.Equal(["a", "b", "c"], ran);
    }

    [Fact]
    public async Task An_abort_of_the_build_ends_in_parallel_as_aborted()
    {
        using var build = StepCancellation.Root(CancellationToken.None);
        var running = new InParallelStep([Hanging(), Hanging()], 0, failFast: false).RunAsync(StepScope.Root(), build);
        build.Cancel(CancellationReason.Abort);

        Assert.IsType<StepOutcome.Aborted>(await running);
    }

    private static IStep Hook(string kind, IStep step, IStep hook) => kind switch
    {
        "on_success" => new OnSuccessStep(step, hook),
        "on_failure" => new OnFailureStep(step, hook),
        "on_error" => new OnErrorStep(step, hook),
        "on_abort" => new OnAbortStep(step, hook),
        _ => new EnsureStep(step, hook),
    };

    private static StepOutcome Outcome(string name) => name switch
    {
        "succeeded" => StepOutcome.Success,
        "failed" => StepOutcome.Failure,
        "errored" => Error,
        "deadline" => StepOutcome.DeadlineExceeded,
        _ => StepOutcome.Abort,
    };

    private static string Name(StepOutcome outcome) => outcome.GetType().Name.ToLowerInvariant();

    [Fact]
    public async Task Steps_within_steps_do_not_use_up_the_stack()
    {
        IStep step = new OnFailureStep(Ending("innermost", StepOutcome.Failure), Ending("hook", StepOutcome.Success));
        for (var depth = 1; depth < 100_000; depth++)
        {
            step = new OnFailureStep(step, Ending("hook", StepOutcome.Success));
            step = depth % FreshStackStep.Levels == 0 ? new FreshStackStep(step) : step;
        }

        Assert.IsType<StepOutcome.Failed>(await RunAsync(step));
        Assert.Equal(100_001, ran.Count);
    }

    private static async Task<StepOutcome> RunAsync(IStep step)
    {
        using var cancellation = StepCancellation.Root(TestContext.Current.CancellationToken);
        return await step.RunAsync(StepScope.Root(), cancellation);
    }

    private FakeStep Ending(string name, StepOutcome outcome) => new((_, _) =>
    {
        lock (ran)
        {
            ran.Add(name);
        }

        return Task.FromResult(outcome);
    });

    /// <summary>Runs until it is cancelled.</summary>
    private static FakeStep Hanging() => new(async (_, cancellation) =>
    {
        var stopped = new TaskCompletionSource();
        await using var registration = cancellation.Token.Register(stopped.SetResult);
        await stopped.Task;
        return cancellation.Outcome;
    });

    private sealed class FakeStep(Func<StepScope, StepCancellation, Task<StepOutcome>> run) : IStep
    {
        public Task<StepOutcome> RunAsync(StepScope scope, StepCancellation cancellation) => run(scope, cancellation);
    }
}

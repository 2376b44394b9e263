namespace Concourse.Runtime.Tests.Supervision;

/// <summary>What the helper container runs beside attach: <c>deliver</c> and <c>pause</c>.</summary>
public sealed class HelperCommandTests : IDisposable
{
    private readonly NamespaceShell _shell = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deliver_leaves_an_executable_copy_of_itself_even_over_one_that_runs()
    {
        var (code, output, errors) = await _shell.RunAsync(
            """
            umask 077
            mkdir shared
            "$supervisor" deliver shared/supervisor
            shared/supervisor pause &
            until [ "/proc/$!/exe" -ef shared/supervisor ]; do sleep 0.02; done
            "$supervisor" deliver shared/supervisor
            cmp "$supervisor" shared/supervisor
            ls shared
            stat -c %a shared/supervisor
            """,
            Token);
        Assert.Equal((0, "supervisor\n755\n", ""), (code, output, errors));
    }

    [Fact]
    public async Task Deliver_to_a_folder_that_is_not_there_fails_and_says_so()
    {
        var (code, output, errors) = await _shell.RunAsync("exec \"$supervisor\" deliver missing/supervisor", Token);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("missing/supervisor", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pause_opens_the_state_to_anyone_reaps_orphans_and_ends_when_terminated()
    {
        // A signal that comes before pause listens is dropped, as it is process 1: the script repeats it.
        var (code, output, errors) = await _shell.RunAsync(
            """
            {
              sh -c 'sleep 0.01 & echo $! > orphan'
              until [ -d state ] && [ ! -e "/proc/$(cat orphan)" ]; do sleep 0.02; done
              stat -c %a state
              while :; do kill -TERM 1; sleep 0.05; done
            } &
            exec "$supervisor" pause --state state
            """,
            Token).WaitAsync(TimeSpan.FromSeconds(90), Token);
        Assert.Equal((0, "777\n", ""), (code, output, errors));
    }

    public void Dispose() => _shell.Dispose();
}

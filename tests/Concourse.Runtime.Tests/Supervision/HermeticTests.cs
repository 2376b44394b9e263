namespace Concourse.Runtime.Tests.Supervision;

/// <summary>A hermetic step has no network: delivery takes it down, and the supervisor does not start while it is up.</summary>
public sealed class HermeticTests : IDisposable
{
    /// <summary>A link to elsewhere, and loopback, both up.</summary>
    private const string Network = "ip link add eth0 type veth peer name far; ip link set eth0 up; ip link set lo up; ";

    private readonly NamespaceShell _shell = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_refuses_while_a_link_is_up_and_names_it()
    {
        var (code, output, errors) = await _shell.RunAsync(
            Network + "timeout -s KILL 60 \"$supervisor\" run --state \"$PWD\" --hermetic", Token);
        Assert.Equal(1, code);
        Assert.Equal(
            ("", "concourse-supervisor: the step is hermetic, but its network links are up: eth0\n"), (output, errors));
        Assert.False(File.Exists(Path.Combine(_shell.Folder, "control.sock")));
    }

    [Fact]
    public async Task Delivery_takes_all_but_loopback_down_and_run_then_starts()
    {
        var (code, output, errors) = await _shell.RunAsync(
            Network + """
            "$supervisor" deliver --hermetic copy
            ip -o link show up | cut -d: -f2
            ./copy run --state "$PWD" --hermetic &
            until [ -S control.sock ]; do kill -0 $!; sleep 0.02; done
            """,
            Token).WaitAsync(TimeSpan.FromSeconds(90), Token);
        Assert.Equal((0, " lo\n", ""), (code, output, errors));
    }

    [Fact]
    public async Task Delivery_that_may_not_take_the_network_down_delivers_nothing()
    {
        var (code, output, errors) = await _shell.RunAsync(
            Network + "exec setpriv --bounding-set=-net_admin --inh-caps=-net_admin \"$supervisor\" deliver --hermetic copy", Token);
        Assert.Equal((1, "", "concourse-supervisor: take link eth0 down: operation not permitted\n"), (code, output, errors));
        Assert.False(File.Exists(Path.Combine(_shell.Folder, "copy")));
    }

    public void Dispose() => _shell.Dispose();
}

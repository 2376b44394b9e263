using Concourse.Runtime.Images;
using Concourse.Runtime.Processes;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Volumes;
using Microsoft.Extensions.Logging.Abstractions;
using static Concourse.LocalRuntime.Tests.Live.LiveWorker;

namespace Concourse.LocalRuntime.Tests.Live;

/// <summary>The whole driver: real engine, real supervisor, real processes.</summary>
public sealed class LocalRuntimeDriverTests(LiveEngine live) : LiveDriverTest(live)
{
    [Fact]
    public async Task Input_output_and_exit_status_are_exact()
    {
        var (result, output) = await RunAsync(Driver, Spec(LiveEngine.ShellImage), new ProcessSpec
        {
            Id = "task",
            Command = ["sh", "-c", "cat; echo \"err $X\" >&2; exit 3"],
            Environment = ["X=a b"],
            Stdin = "hello\nwörld"u8.ToArray(),
        });
        Assert.Equal(new ProcessResult.Exited(3), result);
        Assert.Equal(("hello\nwörld", "err a b\n"), (output.StdoutText, output.StderrText));
    }

    [Fact]
    public async Task A_scratch_image_runs_its_one_binary()
    {
        var (result, output) = await RunAsync(
            Driver, Spec(LiveEngine.ScratchImage), new ProcessSpec { Id = "task", Command = ["/busybox", "echo", "alone"] });
        Assert.Equal((new ProcessResult.Exited(0), "alone\n"), (result, output.StdoutText));
    }

    [Fact]
    public async Task An_images_user_and_environment_hold_and_its_directories_are_writable()
    {
        var (result, output) = await RunAsync(
            Driver,
            Spec(LiveEngine.UserImage, Empty("/tmp/build/x")),
            Shell("id -u; echo $FROM_IMAGE; touch out; ls") with { Directory = "/tmp/build/x" });
        Assert.Equal((new ProcessResult.Exited(0), "1234\nyes\nout\n"), (result, output.StdoutText));
    }

    [Fact]
    public async Task A_hermetic_sandbox_has_no_network_but_loopback()
    {
        var (_, output) = await RunAsync(
            Driver, Spec(LiveEngine.ShellImage) with { Hermetic = true }, Shell("ip -o link | wc -l; ip -o link | head -c 5"));
        Assert.Equal("1\n1: lo", output.StdoutText);
    }

    [Fact]
    public async Task A_process_that_exceeds_its_memory_limit_is_killed_and_the_supervisor_is_not()
    {
        var spec = Spec(LiveEngine.ShellImage) with { Limits = new SandboxLimits(null, 64 << 20) };
        var (result, output) = await RunAsync(Driver, spec, Shell("echo before; exec dd if=/dev/zero of=/dev/null bs=256M count=1"));
        Assert.Equal((new ProcessResult.Exited(137), "before\n"), (result, output.StdoutText));

        var (after, _) = await RunAsync(Driver, spec, Shell("exit 5", id: "after"));
        Assert.Equal(new ProcessResult.Exited(5), after);
    }

    [Fact]
    public async Task A_volume_written_by_one_sandbox_outlives_it_and_is_copied_into_the_next()
    {
        var volume = await WriteVolumeAsync("echo one >/out/file; mkdir /out/sub; echo two >/out/sub/deep");

        var (_, output) = await RunAsync(
            Driver,
            Spec(LiveEngine.ShellImage, CopyOf(volume, "/in")), Shell("cat /in/file /in/sub/deep; echo changed >/in/file"));

        Assert.Equal("one\ntwo\n", output.StdoutText);
        await using var file = await volume.OpenFileAsync("file", Stop);
        using var reader = new StreamReader(file);
        Assert.Equal("one\n", await reader.ReadToEndAsync(Stop));
        await Assert.ThrowsAsync<FileNotFoundException>(() => volume.OpenFileAsync("nothing", Stop));
    }

    [Fact]
    public async Task A_step_of_another_user_can_write_into_its_copy_of_a_directory_that_was_closed_to_it()
    {
        var volume = await WriteVolumeAsync("echo one >/out/file; chmod 755 /out");
        var (result, output) = await RunAsync(
            Driver, Spec(LiveEngine.UserImage, CopyOf(volume, "/in")), Shell("id -u; touch /in/mine; ls /in"));
        Assert.Equal((new ProcessResult.Exited(0), "1234\nfile\nmine\n"), (result, output.StdoutText));
    }

    [Fact]
    public async Task A_volume_of_another_worker_is_streamed_in()
    {
        await using var elsewhere = new LiveWorker(Live);
        var other = await elsewhere.ConnectAsync();
        var written = Empty("/out");
        await RunAsync(other, Spec(LiveEngine.ShellImage, written), Shell("echo far >/out/file; chmod 700 /out"));
        var volume = await other.FindVolumeAsync(written.Handle, Stop);

        var (result, output) = await RunAsync(
            Driver, Spec(LiveEngine.UserImage, CopyOf(volume!, "/in")), Shell("cat /in/file; touch /in/mine; ls /in"));

        Assert.Equal((new ProcessResult.Exited(0), "far\nfile\nmine\n"), (result, output.StdoutText));
    }

    [Fact]
    public async Task A_rootfs_artifact_serves_as_an_image_and_goes_with_the_last_sandbox_that_uses_it()
    {
        var image = new ArchiveVolume(LiveEngine.WriteShellRootfs, """{"env":["A=1"],"user":"app"}""");
        var spec = Spec("") with { Image = new ImageSource.Rootfs(image) };
        var (result, output) = await RunAsync(Driver, spec, Shell("id -un; echo $A"));
        Assert.Equal((new ProcessResult.Exited(0), "app\n1\n"), (result, output.StdoutText));
        Assert.Contains(image.Handle, await ToListAsync(Driver.ListVolumesAsync(Stop)));

        await Driver.DeleteVolumeAsync(image.Handle, Stop);
        var (stillRuns, _) = await RunAsync(Driver, spec, Shell("exit 5", id: "later"));
        Assert.Equal(new ProcessResult.Exited(5), stillRuns);
        Assert.Contains(image.Handle, await ToListAsync(Driver.ListVolumesAsync(Stop)));

        await Driver.DeleteAsync(spec.Handle, Stop);
        await Driver.DeleteVolumeAsync(image.Handle, Stop);
        Assert.DoesNotContain(image.Handle, await ToListAsync(Driver.ListVolumesAsync(Stop)));
    }

    [Fact]
    public async Task Two_workers_share_an_engine_without_touching_each_others_sandboxes()
    {
        await using var neighbour = new LiveWorker(Live);
        var other = await neighbour.ConnectAsync();
        var (mine, theirs) = (Spec(LiveEngine.ShellImage, Empty("/out")), Spec(LiveEngine.ShellImage, Empty("/out")));
        await Driver.CreateAsync(mine, Stop);
        await other.CreateAsync(theirs, Stop);

        Assert.Equal([mine.Handle], await ToListAsync(Driver.ListAsync(Stop)));
        Assert.Equal([theirs.Handle], await ToListAsync(other.ListAsync(Stop)));
        Assert.Equal([mine.Mounts[0].Handle], await ToListAsync(Driver.ListVolumesAsync(Stop)));
        Assert.Equal([theirs.Mounts[0].Handle], await ToListAsync(other.ListVolumesAsync(Stop)));
        Assert.Null(await Driver.FindAsync(theirs.Handle, Stop));
        Assert.Null(await Driver.FindVolumeAsync(theirs.Mounts[0].Handle, Stop));

        await Driver.DeleteAsync(theirs.Handle, Stop);
        await Driver.DeleteVolumeAsync(theirs.Mounts[0].Handle, Stop);
        var (result, output) = await RunAsync(other, theirs, Shell("touch /out/alive; ls /out"));
        Assert.Equal((new ProcessResult.Exited(0), "alive\n"), (result, output.StdoutText));
    }

    [Fact]
    public async Task Everything_made_is_listed_and_deleted_by_any_node_however_often()
    {
        var spec = Spec(LiveEngine.ShellImage, Empty("/out"));
        await Driver.CreateAsync(spec, Stop);
        await AssertListedAndDeletedAsync(spec);
    }

    [Fact]
    public async Task What_was_made_before_a_failure_is_listed_and_deleted()
    {
        var spec = Spec("sha256:" + new string('0', 64), Empty("/out"));
        await Assert.ThrowsAsync<SandboxException>(() => Driver.CreateAsync(spec, Stop));
        Assert.Null(await Driver.FindAsync(spec.Handle, Stop));
        await AssertListedAndDeletedAsync(spec);
    }

    [Fact]
    public async Task An_engine_that_is_away_may_be_asked_later()
    {
        using var http = new HttpClient();
        var nowhere = new LocalRuntimeOptions { Endpoint = new Uri("unix:///nowhere/engine.sock"), SupervisorPath = "/nowhere" };
        await Assert.ThrowsAsync<RuntimeUnavailableException>(() => LocalRuntimeDriver.ConnectAsync(
            nowhere, new RegistryClient(http, new RegistryOptions(), TimeProvider.System), TimeProvider.System, NullLogger.Instance, Stop));
    }

    private async Task AssertListedAndDeletedAsync(SandboxSpec spec)
    {
        var volume = spec.Mounts[0].Handle;
        var later = await Worker.ConnectAsync();
        Assert.Equal([spec.Handle], await ToListAsync(later.ListAsync(Stop)));
        Assert.Equal([volume], await ToListAsync(later.ListVolumesAsync(Stop)));

        foreach (var node in (LocalRuntimeDriver[])[later, Driver])
        {
            await node.DeleteAsync(spec.Handle, Stop);
            await node.DeleteVolumeAsync(volume, Stop);
        }

        Assert.Empty(await ToListAsync(Driver.ListAsync(Stop)));
        Assert.Empty(await ToListAsync(Driver.ListVolumesAsync(Stop)));
        Assert.Null(await Driver.FindAsync(spec.Handle, Stop));
        Assert.Null(await Driver.FindVolumeAsync(volume, Stop));
    }

    /// <summary>A volume that a step filled which is gone by now.</summary>
    private async Task<IVolume> WriteVolumeAsync(string script)
    {
        var written = Empty("/out");
        var spec = Spec(LiveEngine.ShellImage, written);
        var (result, _) = await RunAsync(Driver, spec, Shell(script));
        Assert.Equal(new ProcessResult.Exited(0), result);
        await Driver.DeleteAsync(spec.Handle, Stop);
        return await Driver.FindVolumeAsync(written.Handle, Stop) ?? throw new InvalidOperationException("the volume is gone");
    }
}

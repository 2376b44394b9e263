using Concourse.Runtime.Images;
using Concourse.Runtime.Processes;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Supervision;
using Concourse.Runtime.Volumes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concourse.LocalRuntime.Tests.Live;

/// <summary>The whole driver: real engine, real supervisor, real processes.</summary>
public sealed class LocalRuntimeDriverTests(LiveEngine live) : IAsyncLifetime
{
    private readonly string _worker = "t" + Guid.NewGuid().ToString("N")[..8];
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "concourse-driver-" + Guid.NewGuid().ToString("N"));
    private readonly HttpClient _http = new();
    private LocalRuntimeDriver _driver = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        live.RequireWithSupervisor();
        _driver = await ConnectAsync(_worker, _directory);
    }

    public async ValueTask DisposeAsync()
    {
        await _driver.DisposeAsync();
        await live.RemoveWorkerAsync(_worker);
        _http.Dispose();
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    [Fact]
    public async Task Input_output_and_exit_status_are_exact()
    {
        var (result, output) = await RunAsync(Spec(LiveEngine.ShellImage), new ProcessSpec
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
            Spec(LiveEngine.ScratchImage), new ProcessSpec { Id = "task", Command = ["/busybox", "echo", "alone"] });
        Assert.Equal((new ProcessResult.Exited(0), "alone\n"), (result, output.StdoutText));
    }

    [Fact]
    public async Task An_images_user_and_environment_hold_and_its_directories_are_writable()
    {
        var (result, output) = await RunAsync(
            Spec(LiveEngine.UserImage, Empty("/tmp/build/x")),
            new ProcessSpec
            {
                Id = "task", Command = ["sh", "-c", "id -u; echo $FROM_IMAGE; touch out; ls"], Directory = "/tmp/build/x",
            });
        Assert.Equal((new ProcessResult.Exited(0), "1234\nyes\nout\n"), (result, output.StdoutText));
    }

    [Fact]
    public async Task A_volume_written_by_one_sandbox_outlives_it_and_is_copied_into_the_next()
    {
        var written = Empty("/out");
        var first = Spec(LiveEngine.ShellImage, written);
        await RunAsync(first, Shell("echo one >/out/file; mkdir /out/sub; echo two >/out/sub/deep"));
        await _driver.DeleteAsync(first.Handle, Stop);
        var volume = await _driver.FindVolumeAsync(written.Handle, Stop);
        Assert.NotNull(volume);

        var copy = new VolumeMount(Guid.NewGuid().ToString(), "/in", new VolumeContent.CopyOf(volume));
        var (_, output) = await RunAsync(Spec(LiveEngine.ShellImage, copy), Shell("cat /in/file /in/sub/deep; echo changed >/in/file"));

        Assert.Equal("one\ntwo\n", output.StdoutText);
        await using var file = await volume.OpenFileAsync("file", Stop);
        using var reader = new StreamReader(file);
        Assert.Equal("one\n", await reader.ReadToEndAsync(Stop));
        await Assert.ThrowsAsync<FileNotFoundException>(() => volume.OpenFileAsync("nothing", Stop));
    }

    [Fact]
    public async Task A_rootfs_artifact_serves_as_an_image()
    {
        var image = new ArchiveVolume(LiveEngine.WriteShellRootfs, """{"env":["A=1"],"user":"app"}""");
        var (result, output) = await RunAsync(
            Spec(LiveEngine.ShellImage) with { Image = new ImageSource.Rootfs(image) }, Shell("id -un; echo $A"));
        Assert.Equal((new ProcessResult.Exited(0), "app\n1\n"), (result, output.StdoutText));
        Assert.Contains(image.Handle, await ToListAsync(_driver.ListVolumesAsync(Stop)));
        await Assert.ThrowsAsync<SandboxException>(() => _driver.DeleteVolumeAsync(image.Handle, Stop));
    }

    [Fact]
    public async Task Another_client_finds_the_sandbox_and_follows_the_same_process()
    {
        var spec = Spec(LiveEngine.ShellImage);
        var process = Shell("echo begin; sleep 2; echo end; echo run >>/tmp/runs; cat /tmp/runs");
        var sandbox = await _driver.CreateAsync(spec, Stop);
        await using (var lost = await sandbox.OpenHelperAsync(Stop))
        {
            // The first web node dies here: its stream breaks, nothing is said.
        }

        await using var second = await ConnectAsync(_worker, _directory);
        await second.CreateAsync(spec, Stop);
        var (result, output) = await RunAsync(spec, process);
        var (again, repeated) = await RunAsync(spec, process);

        Assert.Equal((result, output.StdoutText), (again, repeated.StdoutText));
        Assert.Equal("begin\nend\nrun\n", output.StdoutText);
    }

    [Fact]
    public async Task Everything_made_is_listed_and_deleted_and_another_worker_sees_none_of_it()
    {
        var mount = Empty("/out");
        var spec = Spec(LiveEngine.ShellImage, mount);
        await _driver.CreateAsync(spec, Stop);
        var otherWorker = _worker + "x";
        try
        {
            await using var other = await ConnectAsync(otherWorker, _directory + "/other");
            Assert.Empty(await ToListAsync(other.ListAsync(Stop)));
            Assert.Empty(await ToListAsync(other.ListVolumesAsync(Stop)));
        }
        finally
        {
            await live.RemoveWorkerAsync(otherWorker);
        }

        Assert.Equal([spec.Handle], await ToListAsync(_driver.ListAsync(Stop)));
        Assert.Equal([mount.Handle], await ToListAsync(_driver.ListVolumesAsync(Stop)));

        await _driver.DeleteAsync(spec.Handle, Stop);
        await _driver.DeleteAsync(spec.Handle, Stop);
        await _driver.DeleteVolumeAsync(mount.Handle, Stop);
        await _driver.DeleteVolumeAsync(mount.Handle, Stop);

        Assert.Empty(await ToListAsync(_driver.ListAsync(Stop)));
        Assert.Empty(await ToListAsync(_driver.ListVolumesAsync(Stop)));
        Assert.Null(await _driver.FindAsync(spec.Handle, Stop));
    }

    private static VolumeMount Empty(string path) => new(Guid.NewGuid().ToString(), path, new VolumeContent.Empty());

    private static ProcessSpec Shell(string script) => new() { Id = "task", Command = ["sh", "-c", script] };

    private static SandboxSpec Spec(string image, params VolumeMount[] mounts) => new()
    {
        Handle = Guid.NewGuid().ToString(),
        Metadata = new SandboxMetadata { Type = "task" },
        Image = new ImageSource.Registry(image),
        Mounts = mounts,
    };

    private static async Task<List<string>> ToListAsync(IAsyncEnumerable<string> names)
    {
        var list = new List<string>();
        await foreach (var name in names)
        {
            list.Add(name);
        }

        return list;
    }

    private async Task<(ProcessResult Result, RecordedOutput Output)> RunAsync(SandboxSpec spec, ProcessSpec process)
    {
        var sandbox = await _driver.CreateAsync(spec, Stop);
        await using var client = new SupervisorClient(sandbox.OpenHelperAsync, epoch: 1, new SupervisorOptions(), TimeProvider.System);
        var output = new RecordedOutput();
        var result = await client.Start(process, default, output, Stop).Completion.WaitAsync(TimeSpan.FromMinutes(2), Stop);
        return (result, output);
    }

    private Task<LocalRuntimeDriver> ConnectAsync(string worker, string directory) => LocalRuntimeDriver.ConnectAsync(
        new LocalRuntimeOptions
        {
            Endpoint = live.Endpoint, SupervisorPath = SupervisorBinary.Path!, WorkerName = worker, StateDirectory = directory,
        },
        new RegistryClient(_http, new RegistryOptions(), TimeProvider.System),
        TimeProvider.System,
        NullLogger.Instance,
        Stop);
}

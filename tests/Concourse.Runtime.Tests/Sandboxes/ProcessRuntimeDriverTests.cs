using System.Diagnostics;
using Concourse.Runtime.Images;
using Concourse.Runtime.Processes;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Supervision;
using Concourse.Runtime.Tests.Supervision;
using Concourse.Runtime.Volumes;
using Concourse.Testing.Sandboxes;

namespace Concourse.Runtime.Tests.Sandboxes;

/// <summary>The driver that engine tests stand on keeps the contract.</summary>
public sealed class ProcessRuntimeDriverTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("driver").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_step_reads_inputs_writes_outputs_and_cannot_change_its_inputs_source()
    {
        await using var driver = new ProcessRuntimeDriver(_folder);
        var input = driver.MakeVolume("input");
        await File.WriteAllTextAsync(Path.Combine(input.Folder, "file"), "original", Token);
        var sandbox = await driver.CreateAsync(
            Spec(
                "one",
                new VolumeMount("work", "/tmp/build/x", new VolumeContent.Empty()),
                new VolumeMount("copy", "/tmp/build/x/in", new VolumeContent.CopyOf(input)),
                new VolumeMount("out", "/tmp/build/x/out", new VolumeContent.Empty())),
            Token);
        Assert.Equal(
            new ProcessResult.Exited(0),
            await RunAsync(sandbox, "cat in/file > out/result && echo changed > in/file", "/tmp/build/x"));
        var output = await driver.FindVolumeAsync("out", Token);
        await using var stream = await output!.OpenFileAsync("result", Token);
        using var reader = new StreamReader(stream);
        Assert.Equal("original", await reader.ReadToEndAsync(Token));
        Assert.Equal("original", await File.ReadAllTextAsync(Path.Combine(input.Folder, "file"), Token));
    }

    [Fact]
    public async Task Orphans_are_reaped()
    {
        await using var driver = new ProcessRuntimeDriver(_folder);
        var sandbox = await driver.CreateAsync(Spec("one"), Token);
        const string script = """
            sh -c 'sh -c "echo \$\$ > /tmp/orphan; exec sleep 0.1" &'
            until [ -s /tmp/orphan ]; do sleep 0.02; done
            until [ ! -e /proc/$(cat /tmp/orphan) ]; do sleep 0.02; done
            """;
        Assert.Equal(new ProcessResult.Exited(0), await RunAsync(sandbox, script).WaitAsync(TimeSpan.FromSeconds(60), Token));
    }

    [Fact]
    public async Task Another_driver_finds_and_deletes_what_one_made()
    {
        await using var first = new ProcessRuntimeDriver(_folder);
        await first.CreateAsync(Spec("one", new VolumeMount("v", "/v", new VolumeContent.Empty())), Token);
        await using var second = new ProcessRuntimeDriver(_folder);
        Assert.Equal(["one"], await second.ListAsync(Token).ToListAsync(Token));
        var sandbox = await second.FindAsync("one", Token);
        Assert.Equal(new ProcessResult.Exited(0), await RunAsync(sandbox!, "echo 1 > /v/file"));
        await second.DeleteAsync("one", Token);
        await second.DeleteAsync("one", Token);
        Assert.Null(await first.FindAsync("one", Token));
        Assert.NotNull(await first.FindVolumeAsync("v", Token));
        await first.DeleteVolumeAsync("v", Token);
        Assert.Null(await second.FindVolumeAsync("v", Token));
    }

    [Fact]
    public async Task Sandboxes_end_with_the_process_that_needs_them_though_it_is_killed()
    {
        using var owner = Process.Start("sleep", ["1000"]);
        await using var driver = new ProcessRuntimeDriver(_folder) { Owner = owner.Id };
        var sandbox = (ProcessSandbox)await driver.CreateAsync(Spec("one"), Token);
        Assert.Equal(new ProcessResult.Exited(0), await RunAsync(sandbox, "true"));
        var supervisor = sandbox.ProcessId;
        Assert.NotNull(supervisor);

        owner.Kill();
        await owner.WaitForExitAsync(Token);

        while (Directory.Exists($"/proc/{supervisor}"))
        {
            await Task.Delay(10, Token);
        }
    }

    [Fact]
    public async Task An_image_brings_its_files()
    {
        var image = Directory.CreateDirectory(Path.Combine(_folder, "image/opt/resource")).FullName;
        await File.WriteAllTextAsync(Path.Combine(image, "check"), "here", Token);
        await using var driver = new ProcessRuntimeDriver(_folder)
        {
            Images = new Dictionary<string, string> { ["mock"] = Path.Combine(_folder, "image") },
        };
        var sandbox = await driver.CreateAsync(Spec("one"), Token);
        Assert.Equal(new ProcessResult.Exited(0), await RunAsync(sandbox, "grep here /opt/resource/check && [ $$ != 1 ]"));
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static SandboxSpec Spec(string handle, params VolumeMount[] mounts) => new()
    {
        Handle = handle,
        Metadata = new SandboxMetadata { Type = "task" },
        Image = new ImageSource.Registry("mock"),
        Mounts = mounts,
    };

    private static async Task<ProcessResult> RunAsync(ISandbox sandbox, string script, string? directory = null)
    {
        await using var client = new SupervisorClient(sandbox.OpenHelperAsync, 1, new SupervisorOptions(), TimeProvider.System);
        var spec = SandboxProcessTests.Shell(script) with { Directory = directory };
        return await client.Start(spec, default, new CollectedOutput(), Token).Completion.WaitAsync(Token);
    }
}

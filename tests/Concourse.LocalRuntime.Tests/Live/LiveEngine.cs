using System.Formats.Tar;
using System.Net;
using Concourse.LocalRuntime.Containers;
using Concourse.LocalRuntime.Engine;
using Concourse.LocalRuntime.Images;
using Docker.DotNet;
using Docker.DotNet.Models;

[assembly: AssemblyFixture(typeof(Concourse.LocalRuntime.Tests.Live.LiveEngine))]

namespace Concourse.LocalRuntime.Tests.Live;

/// <summary>
/// The real engine named by <c>CONCOURSE_TEST_DOCKER_HOST</c> (hack/engine provides one), with a few tiny images made from
/// Debian's static busybox. Shared by all live tests; each makes a worker of its own.
/// </summary>
public sealed class LiveEngine : IAsyncLifetime
{
    public const string Variable = "CONCOURSE_TEST_DOCKER_HOST";

    private const string Busybox = "/bin/busybox";
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;
    private readonly HashSet<string> _imagesBefore = [];
    private DockerClient? _client;

    /// <summary>A shell and tools, with a writable /tmp and users root and app (1234).</summary>
    public const string ShellImage = "localhost/concourse-test-shell:1";

    /// <summary>One static binary <c>/busybox</c> and nothing else: no /etc, no /tmp, no shell by name.</summary>
    public const string ScratchImage = "localhost/concourse-test-scratch:1";

    /// <summary>The shell image with <c>USER 1234</c> and an environment.</summary>
    public const string UserImage = "localhost/concourse-test-user:1";

    public Uri Endpoint { get; private set; } = new("unix:///nowhere");

    public IDockerClient Client => _client ?? throw new InvalidOperationException("no engine");

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } host)
        {
            return;
        }

        Endpoint = new Uri(host);
        _client = new DockerClientBuilder().WithEndpoint(Endpoint).Build();
        _imagesBefore.UnionWith(await OwnImagesAsync());
        await ImportAsync(ShellImage, WriteShellRootfs);
        await ImportAsync(ScratchImage, tar => WriteFile(tar, "busybox", File.ReadAllBytes(Busybox), Executable));
        await ImportAsync(UserImage, WriteShellRootfs, "USER 1234", "ENV FROM_IMAGE=yes");
    }

    /// <summary>Removes the images that came with this run, unless another one uses them by now.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_client is null)
        {
            return;
        }

        foreach (var name in (await OwnImagesAsync()).Except(_imagesBefore))
        {
            try
            {
                await _client.Images.DeleteImageAsync(name, new ImageDeleteParameters());
            }
            catch (DockerApiException e) when (e.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
            {
            }
        }

        _client.Dispose();
    }

    /// <summary>Skips the test, saying why, where there is no engine.</summary>
    public void Require() => Assert.SkipWhen(_client is null, $"no container engine: set {Variable} (hack/engine up prints one)");

    /// <inheritdoc cref="Require"/>
    public void RequireWithSupervisor()
    {
        Require();
        Assert.SkipWhen(
            SupervisorBinary.Path is null, $"no supervisor binary: run hack/build-supervisor.sh or set {SupervisorBinary.Variable}");
    }

    /// <summary>Removes every container and image that carries the worker's label.</summary>
    public async Task RemoveWorkerAsync(string worker)
    {
        using var engine = new ContainerEngine(Endpoint);
        var mine = Labels.Filter((Labels.Worker, worker));
        foreach (var container in await Client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = mine }))
        {
            await engine.RemoveContainerAsync(container.ID, CancellationToken.None);
        }

        foreach (var image in await Client.Images.ListImagesAsync(new ImagesListParameters { All = true, Filters = mine }))
        {
            await Client.Images.DeleteImageAsync(image.ID, new ImageDeleteParameters { Force = true });
        }
    }

    /// <summary>Makes an image of one layer, unless the engine has one of the name.</summary>
    public async Task ImportAsync(string name, Action<TarWriter> write, params string[] changes)
    {
        try
        {
            await Client.Images.InspectImageAsync(name);
            return;
        }
        catch (DockerImageNotFoundException)
        {
        }

        using var content = new MemoryStream();
        using (var tar = new TarWriter(content, TarEntryFormat.Pax, leaveOpen: true))
        {
            write(tar);
        }

        content.Position = 0;
        var messages = new EngineMessages();
        await Client.Images.CreateImageAsync(new ImagesCreateParameters { Repo = name, Changes = changes }, content, null, messages);
        messages.ThrowIfFailed($"importing {name} failed");
    }

    public static void WriteShellRootfs(TarWriter tar)
    {
        WriteFile(tar, "bin/busybox", File.ReadAllBytes(Busybox), Executable);
        foreach (var applet in (string[])["sh", "cat", "echo", "id", "sleep", "ls", "head", "yes", "dd", "tail", "touch", "mkdir", "env",
            "stat", "ip", "seq", "kill", "printf", "rm", "test", "wc", "tr", "trap", "stty", "sha256sum", "hostname", "mount"])
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "bin/" + applet) { LinkName = "busybox" });
        }

        tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "tmp") { Mode = (UnixFileMode)0b001_111_111_111 });
        WriteFile(tar, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\napp:x:1234:1234:app:/:/bin/sh\n"u8.ToArray(), (UnixFileMode)0b110_100_100);
        WriteFile(tar, "etc/group", "root:x:0:\napp:x:1234:\n"u8.ToArray(), (UnixFileMode)0b110_100_100);
    }

    public static void WriteFile(TarWriter tar, string name, byte[] content, UnixFileMode mode) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = mode, DataStream = new MemoryStream(content) });

    /// <summary>Names of the images that these tests, and the helpers which they start, run from.</summary>
    private async Task<IEnumerable<string>> OwnImagesAsync() =>
        (await Client.Images.ListImagesAsync(new ImagesListParameters()))
            .SelectMany(image => image.RepoTags ?? [])
            .Where(name => name.StartsWith("localhost/concourse-test-", StringComparison.Ordinal)
                || name.StartsWith("localhost/concourse-helper:", StringComparison.Ordinal));
}

using Docker.DotNet;
using Docker.DotNet.Models;

namespace Server.Bench;

/// <summary>The container engine without anything of ours: what its own API needs for the same work.</summary>
internal sealed class BareEngine(Uri endpoint) : IDisposable
{
    private static readonly TimeSpan QuietBeforeCounting = TimeSpan.FromSeconds(1);

    private readonly DockerClient _client = new DockerClientBuilder().WithEndpoint(endpoint).Build();

    public Task PullAsync(string image) =>
        _client.Images.CreateImageAsync(new ImagesCreateParameters { FromImage = image }, null, new Progress<JSONMessage>());

    /// <summary>Removes the image with all its names, so that the next use has to pull it.</summary>
    public async Task ForgetAsync(string image)
    {
        try
        {
            await _client.Images.DeleteImageAsync(image, new ImageDeleteParameters { Force = true });
        }
        catch (DockerApiException e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
        }
    }

    /// <summary>Creates and starts a container that waits.</summary>
    public async Task<string> StartAsync(string image)
    {
        var container = await _client.Containers.CreateContainerAsync(
            new CreateContainerParameters { Image = image, Cmd = ["sleep", "1000"] });
        await _client.Containers.StartContainerAsync(container.ID, new ContainerStartParameters());
        return container.ID;
    }

    /// <summary>Runs a command to its end and returns how many bytes it printed.</summary>
    public async Task<long> ExecAsync(string container, params string[] command)
    {
        var exec = await _client.Exec.CreateContainerExecAsync(
            container, new ContainerExecCreateParameters { Cmd = command, AttachStdout = true, AttachStderr = true });
        using var stream = await _client.Exec.StartContainerExecAsync(exec.ID, new ContainerExecStartParameters());
        var buffer = new byte[128 * 1024];
        long total = 0;
        while (await stream.ReadOutputAsync(buffer, 0, buffer.Length, CancellationToken.None) is { EOF: false, Count: var count })
        {
            total += count;
        }

        var ended = await _client.Exec.InspectContainerExecAsync(exec.ID);
        return ended.ExitCode == 0 ? total : throw new InvalidOperationException($"{string.Join(' ', command)} exited {ended.ExitCode}");
    }

    public Task RemoveAsync(string container) =>
        _client.Containers.RemoveContainerAsync(container, new ContainerRemoveParameters { Force = true });

    /// <summary>Does the work and counts the containers that the engine created meanwhile, whoever asked for them.</summary>
    public async Task<int> CountCreatedAsync(Func<Task> work)
    {
        var created = 0;
        using var stop = new CancellationTokenSource();
        var watching = _client.System.MonitorEventsAsync(
            new ContainerEventsParameters
            {
                Filters = new Dictionary<string, IDictionary<string, bool>>
                {
                    ["type"] = new Dictionary<string, bool> { ["container"] = true },
                    ["event"] = new Dictionary<string, bool> { ["create"] = true },
                },
            },
            new Progress(() => Interlocked.Increment(ref created)),
            stop.Token);
        await Task.Delay(QuietBeforeCounting);
        var before = created;
        await work();
        await Task.Delay(QuietBeforeCounting);
        var counted = created - before;
        await stop.CancelAsync();
        await watching.ContinueWith(_ => { }, TaskScheduler.Default);
        return counted;
    }

    public void Dispose() => _client.Dispose();

    private sealed class Progress(Action onMessage) : IProgress<Message>
    {
        public void Report(Message value) => onMessage();
    }
}

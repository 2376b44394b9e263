using System.Globalization;
using System.Text;
using Concourse.LocalRuntime.Containers;
using Concourse.LocalRuntime.Engine;
using Concourse.Runtime.Sandboxes;
using Docker.DotNet.Models;

namespace Concourse.LocalRuntime;

/// <summary>One main container, and how to reach its supervisor through the worker's helper.</summary>
internal sealed class LocalSandbox(string handle, string worker, ContainerEngine engine, HelperContainer helper) : ISandbox
{
    // The image is there and the container started before this sandbox was handed out.
    private const int WaitSeconds = 60;

    public string Handle => handle;

    public async Task<IHelperStream> OpenHelperAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is null)
        {
            throw Gone();
        }

        return await helper.ExecAsync(
            [
                "attach",
                "--state", StateLayout.HelperSandbox(handle),
                "--wait", WaitSeconds.ToString(CultureInfo.InvariantCulture),
                "--volumes", StateLayout.HelperVolumes,
            ],
            cancellationToken);
    }

    public async Task<string?> DescribeFailureAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } container)
        {
            return Gone().Message;
        }

        if (container.State is null or { Running: true })
        {
            return null;
        }

        if (container.State.OOMKilled)
        {
            var limit = container.HostConfig?.Memory is > 0 and var bytes ? $" of {bytes} bytes" : "";
            return $"the container was killed because it ran out of memory: it reached its limit{limit}";
        }

        if (container.State.Status is "created" or "configured" or "initialized")
        {
            return container.State.Error is { Length: > 0 } error ? $"the container did not start: {error}" : null;
        }

        var reason = container.State.Error is { Length: > 0 } stated ? stated : $"exit status {container.State.ExitCode}";
        var lastWords = await ReadLastLinesAsync(cancellationToken);
        return $"the container ended ({reason})" + (lastWords == "" ? "" : $": {lastWords}");
    }

    private Task<ContainerInspectResponse?> FindAsync(CancellationToken cancellationToken) =>
        engine.FindContainerAsync(MainContainer.Name(worker, handle), cancellationToken);

    private SandboxException Gone() => new($"the container of {handle} does not exist any more: it was removed from outside");

    // Only the supervisor writes there; steps' output never does.
    private async Task<string> ReadLastLinesAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        await engine.CallAsync(
            "read the container's log",
            (client, token) => client.Containers.GetContainerLogsAsync(
                MainContainer.Name(worker, handle),
                new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Tail = "5" },
                new LineCollector(text),
                token),
            cancellationToken);
        return text.ToString().Trim();
    }

    private sealed class LineCollector(StringBuilder text) : IProgress<string>
    {
        public void Report(string value) => text.Append(value).Append('\n');
    }
}

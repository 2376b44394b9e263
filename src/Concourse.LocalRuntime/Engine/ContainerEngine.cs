using System.Net;
using System.Security.Cryptography;
using System.Text;
using Concourse.Runtime.Sandboxes;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Concourse.LocalRuntime.Engine;

/// <summary>
/// One Docker-compatible engine. Every call goes through <see cref="CallAsync{T}"/>, which speaks of failures in the words of the
/// runtime contract. Safe for concurrent use.
/// </summary>
internal sealed class ContainerEngine(Uri endpoint) : IDisposable
{
    private const int LooksForReserved = 100;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly DockerClient _client = new DockerClientBuilder().WithEndpoint(endpoint).Build();

    /// <summary>A call whose failure is an error.</summary>
    /// <param name="what">Continues "the container engine could not".</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<T> CallAsync<T>(string what, Func<IDockerClient, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call(_client, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && EngineError.Translate(e, what) is { } translated)
        {
            throw translated;
        }
    }

    /// <inheritdoc cref="CallAsync{T}"/>
    public Task CallAsync(string what, Func<IDockerClient, CancellationToken, Task> call, CancellationToken cancellationToken) =>
        CallAsync(what, async (client, token) => { await call(client, token); return true; }, cancellationToken);

    /// <summary>A call for one object, which may not exist; then the result is null.</summary>
    /// <inheritdoc cref="CallAsync{T}"/>
    public async Task<T?> FindAsync<T>(string what, Func<IDockerClient, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        where T : class =>
        await CallAsync<T?>(
            what,
            async (client, token) =>
            {
                try
                {
                    return await call(client, token);
                }
                catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
                {
                    return null;
                }
            },
            cancellationToken);

    /// <summary>
    /// The same for every client of this engine, and for no other engine: Docker's own id; Podman has none that lasts, so there
    /// its host and storage directory stand for it.
    /// </summary>
    public async Task<string> IdentifyAsync(CancellationToken cancellationToken)
    {
        var info = await CallAsync("describe itself", (client, token) => client.System.GetSystemInfoAsync(token), cancellationToken);
        var version = await CallAsync("tell its version", (client, token) => client.System.GetVersionAsync(token), cancellationToken);
        var podman = version.Components?.Any(c => c.Name.StartsWith("Podman", StringComparison.OrdinalIgnoreCase)) ?? false;
        var identity = podman || info.ID == "" ? $"{info.Name}\n{info.DockerRootDir}" : info.ID;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..12];
    }

    public Task<ContainerInspectResponse?> FindContainerAsync(string name, CancellationToken cancellationToken) =>
        FindAsync("inspect a container", (client, token) => client.Containers.InspectContainerAsync(name, token), cancellationToken);

    public Task<IList<ContainerListResponse>> ListContainersAsync(
        IDictionary<string, IDictionary<string, bool>> filters, CancellationToken cancellationToken) =>
        CallAsync(
            "list containers",
            (client, token) => client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = filters }, token),
            cancellationToken);

    /// <summary>Creates the container unless one of its name exists, and starts it unless it runs or (without restart) ran.</summary>
    public async Task EnsureStartedAsync(CreateContainerParameters parameters, bool restart, CancellationToken cancellationToken)
    {
        if (await FindContainerAsync(parameters.Name!, cancellationToken) is { } existing)
        {
            await StartAsync(existing, restart, cancellationToken);
            return;
        }

        try
        {
            await CallAsync(
                "create the container", (client, token) => client.Containers.CreateContainerAsync(parameters, token), cancellationToken);
        }
        catch (SandboxException e)
        {
            // Another node may have created it since we looked (Docker answers 409 then, Podman 500): that one is as good.
            if (!await AppearsAsync(parameters.Name!, e, cancellationToken))
            {
                throw;
            }
        }

        await StartAsync(parameters.Name!, cancellationToken);
    }

    /// <summary>Starts the container unless it runs or (without <paramref name="restart"/>) ran.</summary>
    public async Task StartAsync(ContainerInspectResponse container, bool restart, CancellationToken cancellationToken)
    {
        var ran = container.State is { Status: not ("created" or "configured" or "initialized") };
        if (container.State is not { Running: true } && (restart || !ran))
        {
            await StartAsync(container.ID, cancellationToken);
        }
    }

    /// <summary>Kills and removes a container; success when there is none.</summary>
    public async Task RemoveContainerAsync(string name, CancellationToken cancellationToken)
    {
        // Podman's forced removal would first ask nicely for ten seconds.
        await CallAsync(
            "kill the container",
            (client, token) => IgnoringAsync(
                client.Containers.KillContainerAsync(name, new ContainerKillParameters { Signal = "SIGKILL" }, token),
                HttpStatusCode.NotFound, HttpStatusCode.Conflict, HttpStatusCode.InternalServerError),
            cancellationToken);
        await CallAsync(
            "remove the container",
            (client, token) => IgnoringAsync(
                client.Containers.RemoveContainerAsync(name, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, token),
                HttpStatusCode.NotFound),
            cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    // Docker reserves a name before its container can be seen.
    private async Task<bool> AppearsAsync(string name, SandboxException refusal, CancellationToken cancellationToken)
    {
        var reserved = refusal.InnerException is DockerApiException { StatusCode: HttpStatusCode.Conflict };
        for (var looks = reserved ? LooksForReserved : 1; looks > 0; looks--)
        {
            if (await FindContainerAsync(name, cancellationToken) is not null)
            {
                return true;
            }

            if (looks > 1)
            {
                await Task.Delay(BetweenLooks, cancellationToken);
            }
        }

        return false;
    }

    private async Task StartAsync(string nameOrId, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(
                "start the container",
                (client, token) => client.Containers.StartContainerAsync(nameOrId, new ContainerStartParameters(), token),
                cancellationToken);
        }
        catch (SandboxException)
        {
            // Two nodes that start it at once make one of them fail.
            if (await FindContainerAsync(nameOrId, cancellationToken) is not { State.Running: true })
            {
                throw;
            }
        }
    }

    private static async Task IgnoringAsync(Task call, params HttpStatusCode[] expected)
    {
        try
        {
            await call;
        }
        catch (DockerApiException e) when (expected.Contains(e.StatusCode))
        {
        }
    }
}

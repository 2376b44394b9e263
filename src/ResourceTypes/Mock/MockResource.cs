using System.Text.Json;
using ResourceTypes.Protocol;

namespace ResourceTypes.Mock;

/// <summary>
/// A resource without an outside world: versions are made up from its source. With <c>mirror_self</c> its <c>in</c>
/// gives out the image it runs in, which so becomes usable as a task's image or as a custom resource type.
/// </summary>
internal sealed class MockResource(ScriptLog log, MockEnvironment environment) : IResourceType
{
    private const string DefaultVersion = "mock";

    public async Task<IReadOnlyList<Dictionary<string, string>>> CheckAsync(ResourceRequest request, CancellationToken ct)
    {
        var source = SourceOf(request);
        var given = request.Version(WireJson.Default.MockVersion);
        await DelayAsync(source, ct);
        if (!string.IsNullOrEmpty(source.CheckFailure))
        {
            throw new ResourceException("intentionally failing to check: " + source.CheckFailure);
        }

        var version = FirstSet(source.ForceVersion)
            ?? given?.Version
            ?? (source.NoInitialVersion ? null : InitialVersion(source));
        return version is null ? [] : [Versioned(version)];
    }

    public async Task<ScriptResult> InAsync(ResourceRequest request, string destination, CancellationToken ct)
    {
        var source = SourceOf(request);
        var given = request.Version(WireJson.Default.MockVersion) ?? new MockVersion();
        var parameters = request.Params(WireJson.Default.MockGetParams);
        if (environment.Privileged)
        {
            Info("fetching in a privileged container");
        }

        Info("fetching version: " + given.Version);
        await File.WriteAllTextAsync(
            Path.Combine(destination, "privileged"), environment.Privileged ? "true\n" : "false\n", ct);
        await File.WriteAllTextAsync(Path.Combine(destination, "version"), given.Version + "\n", ct);

        if (source.MirrorSelf || parameters.MirrorSelfViaParams)
        {
            Info("mirroring self image");
            await MirrorAsync(given.Version, destination, ct);
        }

        await CreateFilesAsync(destination, source, parameters, ct);
        var version = new Dictionary<string, string> { ["version"] = given.Version };
        if (!string.IsNullOrEmpty(given.Privileged))
        {
            version["privileged"] = given.Privileged;
        }

        return new ScriptResult(version, source.Metadata);
    }

    public async Task<ScriptResult> OutAsync(ResourceRequest request, string sources, CancellationToken ct)
    {
        var source = SourceOf(request);
        var parameters = request.Params(WireJson.Default.MockPutParams);
        var version = FirstSet(parameters.Version) ?? await VersionFromFileAsync(parameters, sources, ct);
        if (environment.Privileged)
        {
            Info("pushing in a privileged container");
        }

        Info("pushing version: " + version);
        if (parameters.PrintEnv)
        {
            foreach (var (name, value) in environment.Variables)
            {
                Info($"env: {name}={value}");
            }
        }

        return new ScriptResult(Versioned(version), source.Metadata);
    }

    private MockSource SourceOf(ResourceRequest request)
    {
        var source = request.Source(WireJson.Default.MockSource);
        if (!string.IsNullOrEmpty(source.Log))
        {
            Info(source.Log);
        }

        return source;
    }

    private Task DelayAsync(MockSource source, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(source.CheckDelay))
        {
            return Task.CompletedTask;
        }

        return GoDuration.TryParse(source.CheckDelay, out var delay)
            ? Task.Delay(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, environment.Time, ct)
            : throw new ResourceException(
                $"malformed check_delay duration ({source.CheckDelay}): expected a duration such as 500ms or 1m30s");
    }

    private string InitialVersion(MockSource source) =>
        FirstSet(source.InitialVersion)
        ?? FirstSet(environment.Variables.GetValueOrDefault("MIRRORED_VERSION"))
        ?? DefaultVersion;

    private Dictionary<string, string> Versioned(string version) => environment.Privileged
        ? new() { ["version"] = version, ["privileged"] = "true" }
        : new() { ["version"] = version };

    private static async Task<string> VersionFromFileAsync(MockPutParams parameters, string sources, CancellationToken ct)
    {
        var file = FirstSet(parameters.File) ?? throw new ResourceException("no version specified");
        try
        {
            return await File.ReadAllTextAsync(Path.Join(sources, file), ct);
        }
        catch (IOException e)
        {
            throw new ResourceException($"error reading version from file {file}: {e.Message}", e);
        }
    }

    private async Task MirrorAsync(string version, string destination, CancellationToken ct)
    {
        RootfsMirror.Copy(environment.Root, Path.Combine(destination, "rootfs"), MountPoints.OfThisProcess(), ct);
        var metadata = new ImageMetadata { Env = ["MIRRORED_VERSION=" + version], User = "root" };
        await using var file = File.Create(Path.Combine(destination, "metadata.json"));
        await JsonSerializer.SerializeAsync(file, metadata, WireJson.Output.ImageMetadata, ct);
    }

    private static async Task CreateFilesAsync(
        string destination, MockSource source, MockGetParams parameters, CancellationToken ct)
    {
        var files = new SortedDictionary<string, JsonElement>(source.CreateFiles ?? [], StringComparer.Ordinal);
        foreach (var (path, content) in parameters.CreateFilesViaParams ?? [])
        {
            files[path] = content;
        }

        foreach (var (path, content) in files)
        {
            var text = content.ValueKind == JsonValueKind.String ? content.GetString()! : content.GetRawText();
            var file = Path.Join(destination, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);

            // Lets a pipeline write ((vars)) into a file without Concourse replacing them on the way.
            text = text.Replace("START_VAR", "((", StringComparison.Ordinal).Replace("END_VAR", "))", StringComparison.Ordinal);
            await File.WriteAllTextAsync(file, text, ct);
        }
    }

    private void Info(string message) => log.Line("\e[36mINFO\e[0m[0000] " + message);

    private static string? FirstSet(string? value) => string.IsNullOrEmpty(value) ? null : value;
}

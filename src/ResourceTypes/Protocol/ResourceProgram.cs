using System.Text.Json;
using ResourceTypes.Git;
using ResourceTypes.Mock;
using ResourceTypes.RegistryImage;
using ResourceTypes.Time;

namespace ResourceTypes.Protocol;

/// <summary>
/// The command line: <c>concourse-resource TYPE check|in|out [FOLDER]</c>. An image's <c>/opt/resource/check</c>,
/// <c>in</c> and <c>out</c> call it with their type. Exit code 0 with JSON on stdout, or 1 with a message on stderr.
/// </summary>
internal static class ResourceProgram
{
    private const string Usage = "usage: concourse-resource git|mock|registry-image|time check|in|out [FOLDER]";

    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, Stream stdin, Stream stdout, TextWriter stderr, CancellationToken ct)
    {
        var log = new ScriptLog(stderr);
        try
        {
            if (args.Count < 2 || Find(args[0], log) is not { } type)
            {
                throw new ResourceException(Usage);
            }

            var output = await RunScriptAsync(type, args, stdin, ct);
            await stdout.WriteAsync(output, ct);
            await stdout.WriteAsync("\n"u8.ToArray(), ct);
            await stdout.FlushAsync(ct);
            return 0;
        }
        catch (ResourceException e)
        {
            log.Line("error: " + e.Message);
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException)
        {
            log.Line("error: " + e.Message);
        }
        catch (OperationCanceledException)
        {
            log.Line("interrupted");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            log.Line("error: " + WithCauses(e));
        }

        return 1;
    }

    // Such as "The SSL connection could not be established", whose reason only the inner exceptions tell.
    private static string WithCauses(Exception e) => e.InnerException is null
        ? e.Message
        : $"{e.Message.Replace(", see inner exception.", "", StringComparison.Ordinal)}: {WithCauses(e.InnerException)}";

    private static IResourceType? Find(string name, ScriptLog log) => name switch
    {
        "git" => new GitResource(log),
        "mock" => new MockResource(log, MockEnvironment.OfThisProcess()),
        "registry-image" => new RegistryImageResource(log),
        "time" => new TimeResource(TimeProvider.System),
        _ => null,
    };

    private static async Task<byte[]> RunScriptAsync(
        IResourceType type, IReadOnlyList<string> args, Stream stdin, CancellationToken ct)
    {
        switch (args[1])
        {
            case "check":
                var versions = await type.CheckAsync(await ResourceRequest.ReadAsync(stdin, ct), ct);
                return JsonSerializer.SerializeToUtf8Bytes([.. versions], WireJson.Output.ListDictionaryStringString);
            case "in":
                var destination = Folder(args, "destination path not specified");
                Directory.CreateDirectory(destination);
                var fetched = await type.InAsync(await ResourceRequest.ReadAsync(stdin, ct), destination, ct);
                return JsonSerializer.SerializeToUtf8Bytes(fetched, WireJson.Output.ScriptResult);
            case "out":
                var sources = Folder(args, "source path not specified");
                var made = await type.OutAsync(await ResourceRequest.ReadAsync(stdin, ct), sources, ct);
                return JsonSerializer.SerializeToUtf8Bytes(made, WireJson.Output.ScriptResult);
            default:
                throw new ResourceException(Usage);
        }
    }

    private static string Folder(IReadOnlyList<string> args, string missing) =>
        args.Count > 2 && args[2].Length > 0 ? Path.GetFullPath(args[2]) : throw new ResourceException(missing);
}

using System.Text.Json;
using Concourse.EndToEnd.Tests.World;
using Concourse.Testing.Postgres;
using Concourse.Testing.Sandboxes;
using Concourse.TestServer;
using Dapper;

namespace Concourse.EndToEnd.Tests.Crashes;

/// <summary>A build whose steps are local processes under the real supervisor.</summary>
internal sealed class CrashedBuild : DisturbedBuild
{
    private const string Pipeline =
        """
        resources:
        - {name: src, type: script, source: {name: src}}
        - {name: release, type: script, source: {name: release}}
        jobs:
        - name: job
          plan:
          - get: src
          - task: build
            config:
              platform: linux
              rootfs_uri: docker:///script
              inputs: [{name: src}]
              outputs: [{name: built}]
              run: {path: /opt/resource/task, args: [build]}
          - put: release
          - in_parallel:
            - task: left
              config: {platform: linux, rootfs_uri: "docker:///script", run: {path: /opt/resource/task, args: [left]}}
            - try:
                task: right
                config: {platform: linux, rootfs_uri: "docker:///script", run: {path: /opt/resource/task, args: [right, "3"]}}
          ensure:
            task: last
            config: {platform: linux, rootfs_uri: "docker:///script", run: {path: /opt/resource/task, args: [last]}}
        """;

    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(1);

    private readonly FolderStage stage = new();
    private readonly TestServerOptions options;

    private CrashedBuild(TestDatabase database)
        : base(database, Pipeline)
    {
        var image = Directory.CreateDirectory(Path.Combine(Folder.Path, "image")).FullName;
        ScriptImage.Write(image, stage);
        options = new TestServerOptions
        {
            DatabaseSocket = database.Options.Socket!,
            DatabasePort = database.Options.Port,
            DatabaseUser = database.Options.User!,
            Database = database.Name,
            SandboxFolder = Path.Combine(Folder.Path, "runtime"),
            ImageFolder = image,
            ResourceType = ScriptImage.Name,
            UserName = User,
        };
    }

    public override IStage Stage => stage;

    /// <summary>A build that has begun.</summary>
    /// <param name="postgres">Where its database is made.</param>
    /// <param name="shut">Gates that are shut from the start.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<CrashedBuild> StartAsync(PostgresFixture postgres, IEnumerable<string> shut, CancellationToken ct)
    {
        var build = new CrashedBuild(await postgres.CreateDatabaseAsync());
        try
        {
            foreach (var gate in shut)
            {
                build.Stage.Shut(gate);
            }

            await build.BeginAsync(ct);
            return build;
        }
        catch
        {
            await build.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns as soon as a supervisor knows a process of a container of the build's, that many in all.</summary>
    public Task ProcessesAsync(int count, CancellationToken ct) =>
        Wait.UntilAsync($"{count} processes", async () => await CountAsync("*", ct) >= count, Often, ct);

    /// <summary>Returns when that many processes of the build's have ended.</summary>
    public Task ExitsAsync(int count, CancellationToken ct) =>
        Wait.UntilAsync($"{count} exits", async () => await CountAsync("*/exit", ct) >= count, Often, ct);

    protected override Task<WebNodeProcess> StartNodeAsync(string logFile, CancellationToken ct) =>
        WebNodeProcess.StartAsync("Concourse.TestServer", [JsonSerializer.Serialize(options)], logFile, ct);

    protected override async Task RemoveSandboxesAsync()
    {
        await using (new ProcessRuntimeDriver(options.SandboxFolder))
        {
            // Its end removes the sandboxes, whoever made them.
        }
    }

    private async Task<int> CountAsync(string below, CancellationToken ct)
    {
        await using var connection = await Database.Source.OpenConnectionAsync(ct);
        var handles = await connection.QueryAsync<string>(new CommandDefinition($"SELECT handle FROM containers WHERE build_id = {Id}", cancellationToken: ct));
        return handles.Select(h => Path.Combine(options.SandboxFolder, "sandboxes", h, "state/spool"))
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Count(process => below == "*" || File.Exists(Path.Combine(process, "exit")));
    }
}

using System.Text.Json;
using Concourse.EndToEnd.Tests.World;
using Concourse.Testing.Postgres;
using Concourse.Testing.Sandboxes;
using Concourse.TestServer;
using Dapper;

namespace Concourse.EndToEnd.Tests.BadInput;

/// <summary>
/// A web node, a fly that is logged in to it, and a pipeline with a job for each <see cref="BadAnswer"/> and one, <c>no-input</c>,
/// whose task wants what no step made.
/// </summary>
public sealed class BadInputWorld(PostgresFixture postgres) : IAsyncLifetime
{
    internal const string Pipeline = "bad-answers";

    private const string User = "test";

    // The source holds, for each script, what it prints; a "!" is printed on stderr by a script that fails.
    private const string Script =
        """
        #!/bin/sh
        request=$(cat)
        answer=$(printf %s "$request" | sed -n "s/.*\"$(basename "$0")\":\"\([^\"]*\)\".*/\1/p" | tr \' \")
        case "$answer" in
          '') [ "$(basename "$0")" = check ] && echo '[{"v":"1"}]' || echo '{"version":{"v":"1"}}' ;;
          !*) echo "${answer#!}" >&2; exit 1 ;;
          *) printf %s "$answer" ;;
        esac
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("cc-bad-").FullName;
    private TestDatabase? database;
    private WebNodeProcess? node;
    private ComponentNudge? nudge;

    private FlyProcess Fly => new(folder);

    public async ValueTask InitializeAsync()
    {
        database = await postgres.CreateDatabaseAsync();
        var image = Directory.CreateDirectory(Path.Combine(folder, "image")).FullName;
        var scripts = Directory.CreateDirectory(Path.Combine(image, "opt/resource")).FullName;
        foreach (var name in (string[])["check", "in", "out"])
        {
            var path = Path.Combine(scripts, name);
            await File.WriteAllTextAsync(path, Script);
            if (OperatingSystem.IsLinux())
            {
                File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
            }
        }

        var options = new TestServerOptions
        {
            DatabaseSocket = database.Options.Socket!,
            DatabasePort = database.Options.Port,
            DatabaseUser = database.Options.User!,
            Database = database.Name,
            SandboxFolder = Path.Combine(folder, "runtime"),
            ImageFolder = image,
            ResourceType = ScriptImage.Name,
            UserName = User,
        };
        node = await WebNodeProcess.StartAsync(
            "Concourse.TestServer", [JsonSerializer.Serialize(options)], Path.Combine(folder, "web.log"), CancellationToken.None);
        nudge = new ComponentNudge(database);
        await SucceedAsync("login", "-c", node.Address.ToString(), "-u", User, "-p", User);
        var set = await SetAsync(Pipeline, PipelineText(), CancellationToken.None);
        Assert.True(set.ExitCode == 0, set.Error);
        await SucceedAsync("unpause-pipeline", "-p", Pipeline);
    }

    public async ValueTask DisposeAsync()
    {
        if (nudge is not null)
        {
            await nudge.DisposeAsync();
        }

        if (node is not null)
        {
            await node.DisposeAsync();
        }

        await using (new ProcessRuntimeDriver(Path.Combine(folder, "runtime")))
        {
            // Its end removes the sandboxes, whoever made them.
        }

        if (database is not null)
        {
            await database.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    internal Task<FlyResult> FlyAsync(CancellationToken ct, params IEnumerable<string> arguments) => Fly.RunAsync(arguments, ct);

    /// <summary>Hands a pipeline's text to <c>fly set-pipeline</c>.</summary>
    internal async Task<FlyResult> SetAsync(string pipeline, string text, CancellationToken ct)
    {
        var file = FileOf(pipeline);
        await File.WriteAllTextAsync(file, text, ct);
        return await FlyAsync(ct, "set-pipeline", "-n", "-p", pipeline, "-c", file);
    }

    /// <summary>Where <see cref="SetAsync"/> puts a pipeline's text.</summary>
    internal string FileOf(string pipeline) => Path.Combine(folder, $"{pipeline}.yml");

    /// <summary>The one value of a query.</summary>
    internal async Task<T?> ScalarAsync<T>(string sql, CancellationToken ct)
    {
        await using var connection = await database!.Source.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, cancellationToken: ct));
    }

    private static string PipelineText() =>
        $"""
        resources:
        {string.Join('\n', BadAnswer.All.Select(a => a.Resource))}
        jobs:
        {string.Join('\n', BadAnswer.All.Select(a => a.Job))}
        """
        + """

        - name: no-input
          plan:
          - task: t
            config: {platform: linux, rootfs_uri: "docker:///script", inputs: [{name: nowhere}], run: {path: "true"}}
        """;

    private async Task SucceedAsync(params IEnumerable<string> arguments)
    {
        var run = await Fly.RunAsync(arguments, CancellationToken.None);
        Assert.True(run.ExitCode == 0, run.Error);
    }
}

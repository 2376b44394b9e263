using System.Text;
using Concourse.Client;
using Concourse.Client.Http;
using Concourse.Client.Wire;
using Concourse.Core;
using Concourse.Core.Events;

namespace Server.Bench;

/// <summary>The running server, used as fly uses it.</summary>
internal sealed class ServerUnderTest(ConcourseClient client)
{
    private const string Team = "main";

    public static async Task<ServerUnderTest> LoginAsync(Uri server)
    {
        var http = new HttpClient(new ConnectionOptions { Url = server }.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        var token = await new ConcourseClient(http, server).LoginAsync("test", "test", CancellationToken.None);
        return new ServerUnderTest(new ConcourseClient(http, server, token));
    }

    /// <summary>Sets and unpauses a pipeline of this name with one job <c>job</c> of the given plan (YAML, at column 0).</summary>
    public async Task SetAsync(string pipeline, string plan)
    {
        var indented = string.Join('\n', plan.Split('\n').Select(line => "  " + line));
        var config = Encoding.UTF8.GetBytes($"jobs:\n- name: job\n  plan:\n{indented}\n");
        await client.SavePipelineConfigAsync(Team, new PipelineRef(pipeline), "", config, checkCredentials: false, CancellationToken.None);
        await client.UnpausePipelineAsync(Team, new PipelineRef(pipeline), CancellationToken.None);
    }

    /// <summary>Triggers the pipeline's job and follows the build to its end.</summary>
    public async Task<Build> RunAsync(string pipeline, Action<LogEvent>? onLog = null)
    {
        var build = await client.TriggerJobAsync(Team, new PipelineRef(pipeline), "job", CancellationToken.None);
        BuildEvent? last = null;
        var output = new StringBuilder();
        await foreach (var envelope in client.BuildEvents(build.Id, TimeProvider.System).ReadAsync(CancellationToken.None))
        {
            if (onLog is not null && envelope.Type == "log")
            {
                onLog((LogEvent)envelope.Decode());
                continue;
            }

            last = envelope.Decode();
            output.AppendLine(envelope.ToJson());
        }

        return last is StatusEvent { Status: Concourse.Core.Builds.BuildStatus.Succeeded }
            ? build
            : throw new InvalidOperationException($"build {build.Id} of {pipeline} did not succeed:\n{output}");
    }

    /// <summary>YAML of a task step in the given image.</summary>
    public static string Task(string name, string image, string script)
    {
        var (repository, digest) = image.Split('@') is [var before, var after] ? (before, after) : throw new ArgumentException(image, nameof(image));
        return $$"""
            - task: {{name}}
              config:
                platform: linux
                image_resource:
                  type: registry-image
                  source: {repository: {{repository}}, insecure: true}
                  version: {digest: "{{digest}}"}
                run: {path: sh, args: [-ec, '{{script}}']}
            """;
    }
}

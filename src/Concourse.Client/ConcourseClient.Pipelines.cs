using Concourse.Client.Wire;
using Concourse.Core;

namespace Concourse.Client;

public sealed partial class ConcourseClient
{
    /// <summary>Pipelines of all teams that the caller may see.</summary>
    public Task<IReadOnlyList<Pipeline>> PipelinesAsync(CancellationToken ct) => GetAsync(Path("pipelines"), WireJson.Default.IReadOnlyListPipeline, ct);

    public Task<IReadOnlyList<Pipeline>> PipelinesAsync(string team, CancellationToken ct) =>
        GetAsync(Path("teams", team, "pipelines"), WireJson.Default.IReadOnlyListPipeline, ct);

    public Task<Pipeline?> PipelineAsync(string team, PipelineRef pipeline, CancellationToken ct) =>
        FindAsync(WithQuery(PipelinePath(team, pipeline), Vars(pipeline)), WireJson.Default.Pipeline, ct);

    public Task PausePipelineAsync(string team, PipelineRef pipeline, CancellationToken ct) => ChangePipelineAsync(team, pipeline, "pause", ct);

    public Task UnpausePipelineAsync(string team, PipelineRef pipeline, CancellationToken ct) => ChangePipelineAsync(team, pipeline, "unpause", ct);

    public Task ExposePipelineAsync(string team, PipelineRef pipeline, CancellationToken ct) => ChangePipelineAsync(team, pipeline, "expose", ct);

    public Task HidePipelineAsync(string team, PipelineRef pipeline, CancellationToken ct) => ChangePipelineAsync(team, pipeline, "hide", ct);

    public Task ArchivePipelineAsync(string team, PipelineRef pipeline, CancellationToken ct) => ChangePipelineAsync(team, pipeline, "archive", ct);

    public async Task DeletePipelineAsync(string team, PipelineRef pipeline, CancellationToken ct)
    {
        using var response = await SendAsync(Request(HttpMethod.Delete, WithQuery(PipelinePath(team, pipeline), Vars(pipeline))), ct);
    }

    /// <summary>Renames all instances of a pipeline.</summary>
    public async Task<IReadOnlyList<ConfigWarning>> RenamePipelineAsync(string team, string name, string newName, CancellationToken ct)
    {
        var path = PipelinePath(team, new PipelineRef(name), "rename");
        using var response = await SendAsync(
            Request(HttpMethod.Put, path, JsonBody(new RenameRequest(newName), WireJson.Default.RenameRequest)), ct);
        return (await ReadAsync(response, WireJson.Default.SaveConfigResponse, ct)).Warnings ?? [];
    }

    /// <summary>Puts the team's pipelines into the order of these names.</summary>
    public Task OrderPipelinesAsync(string team, IReadOnlyList<string> names, CancellationToken ct) =>
        PutAsync(Path("teams", team, "pipelines", "ordering"), JsonBody(names, WireJson.Default.IReadOnlyListString), ct);

    private Task ChangePipelineAsync(string team, PipelineRef pipeline, string action, CancellationToken ct) =>
        PutAsync(WithQuery(PipelinePath(team, pipeline, action), Vars(pipeline)), null, ct);
}

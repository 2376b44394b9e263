using System.Collections.Concurrent;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Engine.Events;
using Concourse.Engine.Journal;
using Concourse.Engine.Steps;
using Concourse.Engine.Variables;
using Microsoft.Extensions.Logging;

namespace Concourse.Engine.Builds;

/// <summary>What all steps of one build share while this node runs it.</summary>
public sealed class BuildRun(
    BuildInfo build,
    BuildJournal journal,
    long epoch,
    EngineOptions options,
    IVariables credentials,
    TimeProvider time,
    ILogger logger,
    CancellationToken released)
{
    private readonly SecretRedactor secrets = new();

    public BuildInfo Build { get; } = build;

    public BuildJournal Journal { get; } = journal;

    /// <summary>Number of this taking-over of the build; supervisors drop connections with a lower one.</summary>
    public long Epoch { get; } = epoch;

    public EngineOptions Options { get; } = options;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;

    /// <summary>Cancelled when this node must no longer write for the build.</summary>
    public CancellationToken Released { get; } = released;

    /// <summary>Ends of finished steps, for <c>version_from</c> and image fetches.</summary>
    public ConcurrentDictionary<PlanId, StepEnd> Results { get; } = new();

    /// <summary>Events of a step, as far as they were not emitted before.</summary>
    public StepEvents EventsOf(PlanId plan) => new(plan, Journal, Options.RedactSecrets ? secrets : new NoRedaction(), Time);

    /// <summary>Sets a local variable; a secret one is redacted from then on.</summary>
    public void SetVariable(StepScope scope, NamedValue variable)
    {
        if (variable.IsSecret)
        {
            secrets.Track(variable.Value);
        }

        scope.SetVariable(variable.Name, variable.Value);
    }

    /// <summary>Replaces all <c>((vars))</c>: local ones from the scope, others from the build's credentials, which are redacted from then on.</summary>
    /// <exception cref="StepException">A variable is not defined or does not fit.</exception>
    public Task<Value> EvaluateAsync(Value value, StepScope scope, CancellationToken ct) =>
        new Interpolation((source, path) => FindAsync(source, path, scope, ct), expectAll: true).EvaluateAsync(value);

    /// <inheritdoc cref="EvaluateAsync(Value, StepScope, CancellationToken)"/>
    public async Task<MapValue?> EvaluateAsync(MapValue? map, StepScope scope, CancellationToken ct) =>
        map is null ? null : (MapValue)await EvaluateAsync((Value)map, scope, ct);

    private async Task<Value?> FindAsync(string source, string path, StepScope scope, CancellationToken ct)
    {
        if (source == VariableReference.Local && scope.Variable(path) is { } local)
        {
            return local;
        }

        var value = await credentials.FindAsync(source, path, ct);
        if (value is not null)
        {
            secrets.Track(value);
        }

        return value;
    }
}

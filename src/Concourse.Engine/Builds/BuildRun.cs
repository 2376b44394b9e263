using System.Collections.Concurrent;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Core.Variables;
using Concourse.Engine.Events;
using Concourse.Engine.Journal;
using Concourse.Engine.Steps;
using Concourse.Engine.Variables;
using Microsoft.Extensions.Logging;

namespace Concourse.Engine.Builds;

/// <summary>What all steps of one build share while this node runs it.</summary>
public sealed class BuildRun
{
    private readonly SecretTracker secrets = new();
    private readonly SecretTracker hidden;
    private readonly TrackedCredentials credentials;
    private readonly CancellationTokenSource release;

    /// <param name="build">The build.</param>
    /// <param name="journal">What it has done, and the writer of its events.</param>
    /// <param name="epoch">Number of this taking-over.</param>
    /// <param name="options">What the installation decides.</param>
    /// <param name="credentials">The build's credential variables.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For operators.</param>
    /// <param name="release">Cancelled when this node must no longer write for the build.</param>
    public BuildRun(
        BuildInfo build,
        BuildJournal journal,
        long epoch,
        EngineOptions options,
        IVariables credentials,
        TimeProvider time,
        ILogger logger,
        CancellationTokenSource release)
    {
        Build = build;
        Journal = journal;
        Epoch = epoch;
        Options = options;
        Time = time;
        Logger = logger;
        this.release = release;
        hidden = options.RedactSecrets ? secrets : new SecretTracker();
        this.credentials = new TrackedCredentials(credentials, secrets);
    }

    public BuildInfo Build { get; }

    public BuildJournal Journal { get; }

    /// <summary>Number of this taking-over of the build; supervisors drop connections with a lower one.</summary>
    public long Epoch { get; }

    public EngineOptions Options { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    /// <summary>Cancelled when this node must no longer write for the build.</summary>
    public CancellationToken Released => release.Token;

    /// <summary>Another node has the build: nothing more is written here.</summary>
    public void Abandon() => release.Cancel();

    /// <summary>Ends of finished steps, for <c>version_from</c> and image fetches.</summary>
    public ConcurrentDictionary<PlanId, StepEnd> Results { get; } = new();

    /// <summary>Events of a step, as far as they were not emitted before.</summary>
    public StepEvents EventsOf(PlanId plan) => new(plan, Journal, hidden, Time);

    /// <summary>Sets a local variable; a secret one is redacted from then on.</summary>
    public void SetVariable(StepScope scope, NamedValue variable)
    {
        if (variable.IsSecret)
        {
            secrets.Track(variable.Value);
        }

        scope.SetVariable(variable.Name, variable.Value);
    }

    /// <summary>What a step sees: the local variables of its scope, then the build's credentials, which are redacted once used.</summary>
    public IVariables VariablesOf(StepScope scope) => new VariableScopes(new ScopeVariables(scope), credentials);

    /// <summary>Replaces all <c>((vars))</c>: local ones from the scope, others from the build's credentials, which are redacted from then on.</summary>
    /// <exception cref="StepException">A variable is not defined or does not fit.</exception>
    public async Task<Value> EvaluateAsync(Value value, StepScope scope, CancellationToken ct)
    {
        try
        {
            return await VarTemplate.InterpolateAsync(value, VariablesOf(scope), requireAll: true, ct);
        }
        catch (VarException e)
        {
            throw new StepException(e.Message, e);
        }
    }

    /// <inheritdoc cref="EvaluateAsync(Value, StepScope, CancellationToken)"/>
    public async Task<MapValue?> EvaluateAsync(MapValue? map, StepScope scope, CancellationToken ct) =>
        map is null ? null : (MapValue)await EvaluateAsync((Value)map, scope, ct);
}

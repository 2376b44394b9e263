using System.Collections.Concurrent;
using Concourse.Core.Plans;
using Concourse.Core.Values;
using Concourse.Engine.Events;
using Concourse.Engine.Journal;
using Concourse.Engine.Steps;
using Microsoft.Extensions.Logging;

namespace Concourse.Engine.Builds;

/// <summary>What all steps of one build share while this node runs it.</summary>
public sealed class BuildRun(
    BuildInfo build,
    BuildJournal journal,
    long epoch,
    EngineOptions options,
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

    /// <summary>Redacts a credential that the build used.</summary>
    public void TrackSecret(Value value) => secrets.Track(value);
}

using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Decoding;
using Concourse.Core.Configuration.Steps;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Values;

namespace Concourse.Core.Validation;

/// <summary>The steps of one job (pipeline-config.md §9.4). One use.</summary>
internal sealed class StepRules(PipelineIndex index, Findings findings, StepContext context)
{
    private readonly HashSet<string> getNames = new(StringComparer.Ordinal);

    // The innermost scope on top; that of the job itself is missing while it has none.
    private readonly Stack<HashSet<string>> localVars = new();
    private SourcePosition position;

    public void Check(JobConfig config) => Check(config.AsStep());

    private void Check(Step step)
    {
        if (!DeepRecursion.HasStack)
        {
            DeepRecursion.Continue((This: this, step), static s => s.This.Check(s.step));
            return;
        }

        // A modifier reports after its step, whose inner steps have moved the place.
        var outer = position;
        position = step.Position;
        if (step.UnknownFields.Count > 0)
        {
            UnknownFields(step.UnknownFields, StepDecoder.KeysOf(step.Config));
        }

        Check(step.Config);
        position = outer;
    }

    private void Check(StepConfig step)
    {
        if (step is WrapperStep wrapper and not AcrossStep)
        {
            Check(wrapper.Inner);
        }

        using var part = Part(step);
        switch (step)
        {
            case TaskStep task:
                Task(task);
                break;
            case GetStep get:
                Get(get);
                break;
            case PutStep put:
                Put(put);
                break;
            case RunStep run:
                Run(run);
                break;
            case SetPipelineStep set:
                SetPipeline(set);
                break;
            case LoadVarStep load:
                LoadVar(load);
                break;
            case TryStep attempt:
                Check(attempt.Step);
                break;
            case DoStep sequence:
                Each("", sequence.Steps);
                break;
            case InParallelStep parallel:
                Each(".steps", parallel.Steps);
                break;
            case AcrossStep across:
                Across(across);
                break;
            case TimeoutStep timeout:
                Require(GoDuration.TryParse(timeout.Duration, out _, out _), $"invalid duration '{timeout.Duration}'");
                break;
            case RetryStep retry:
                Require(retry.Attempts > 0, "must be greater than 0");
                break;
            case HookStep hook:
                Check(hook.Hook);
                break;
        }
    }

    private StepContext.Part Part(StepConfig step) => step switch
    {
        TaskStep task => context.Within(".task", task.Name),
        GetStep get => context.Within(".get", get.Name),
        PutStep put => context.Within(".put", put.Name),
        RunStep run => context.Within(".run", $"{run.Type}.{run.Message}"),
        SetPipelineStep set => context.Within(".set_pipeline", set.Name),
        LoadVarStep load => context.Within(".load_var", load.Name),
        TryStep => context.Within(".try"),
        DoStep => context.Within(".do"),
        InParallelStep => context.Within(".in_parallel"),
        AcrossStep => context.Within(".across"),
        TimeoutStep => context.Within(".timeout"),
        RetryStep => context.Within(".attempts"),
        HookStep hook => context.Within($".{hook.Key}"),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "no such kind of step"),
    };

    private void Task(TaskStep task)
    {
        CheckIdentifier(task.Name);
        Require(task.Config is not null || task.File.Length > 0, "must specify either `file:` or `config:`");
        Require(task.Config is null || task.File.Length == 0, "must specify one of `file:` or `config:`, not both");
        if (task.Config is { } config && (config.RootfsUri.Length > 0 || config.ImageResource is not null) && task.Image.Length > 0)
        {
            Warn("pipeline", "specifies image: on the step but also specifies an image under config: - the image: on the step takes precedence");
        }

        if (task.Hermetic)
        {
            Warn("pipeline", "specifies `hermetic:` only works against worker containerd runtime");
        }

        SidecarConfig[] beside = [.. (task.Sidecars ?? []).Select(s => s.Inline).OfType<SidecarConfig>()];
        var sound = CheckSidecars(beside);
        if (task.Config is not null)
        {
            using var part = context.Within(".config");
            Config(task.Config);
            CheckSidecars([.. sound ? beside : [], .. task.Config.Sidecars ?? []]);
        }
    }

    private void Config(TaskConfig config)
    {
        if (config.UnknownFields.Count > 0)
        {
            UnknownFields(config.UnknownFields, TaskDecoder.Keys);
        }

        foreach (var error in TaskValidation.Errors(config))
        {
            findings.Error(Annotate(error), config.Position.IsKnown ? config.Position : position);
        }
    }

    // Definitions are ours alone, so they can be checked before anything runs, in the words of sidecar files. Files are not
    // looked at: across may still fill in their names.
    private bool CheckSidecars(IReadOnlyList<SidecarConfig> sidecars)
    {
        var error = SidecarValidation.FirstError(sidecars);
        Require(error is null, error ?? "");
        return error is null;
    }

    private void Get(GetStep get)
    {
        CheckIdentifier(get.Name);
        Require(getNames.Add(get.Name), "repeated name");
        CheckResource(get.ResourceName);
        using var part = context.Within(".passed");
        foreach (var glob in get.Passed ?? [])
        {
            foreach (var stranger in index.Strangers(glob, get.ResourceName))
            {
                Error($"job '{stranger.Name}' does not interact with resource '{get.ResourceName}'");
            }

            if (index.Matching(glob).Count == 0)
            {
                Error($"no matching job(s) for '{glob}'");
            }
        }
    }

    private void Put(PutStep put)
    {
        CheckIdentifier(put.Name);
        CheckResource(put.ResourceName);
    }

    private void Run(RunStep run)
    {
        var error = Identifier.Check(run.Message, $"{context}", out var warning);
        Require(error is null, error ?? "");
        // A prototype's messages must be named well, so here the warning is an error.
        Require(warning is null, warning?.Message ?? "");
        Require(index.Prototypes.Contains(run.Type), $"unknown prototype '{run.Type}'");
    }

    private void SetPipeline(SetPipelineStep set)
    {
        CheckIdentifier(set.Name);
        Require(set.File.Length > 0, "no file specified");
    }

    private void LoadVar(LoadVarStep load)
    {
        CheckIdentifier(load.Name);
        Declare(load.Name);
        Require(load.File.Length > 0, "no file specified");
    }

    private void Across(AcrossStep across)
    {
        localVars.Push(new HashSet<string>(StringComparer.Ordinal));
        Require(across.Vars is { Count: > 0 }, "no vars specified");
        foreach (var (i, variable) in (across.Vars ?? []).Index())
        {
            using var part = context.Within("", index: i);
            Declare(variable.Var);
            using var limit = context.Within(".max_in_flight");
            Require(variable.MaxInFlight is not { All: false, Limit: <= 0 }, "must be greater than 0");
        }

        Check(across.Inner);
        localVars.Pop();
    }

    private void Declare(string name)
    {
        if (localVars.Count == 0)
        {
            localVars.Push(new HashSet<string>(StringComparer.Ordinal));
        }

        if (localVars.Peek().Contains(name))
        {
            Error("repeated var name");
        }
        else if (localVars.Any(s => s.Contains(name)))
        {
            Warn("var_shadowed", $"shadows local var '{name}'");
        }

        localVars.Peek().Add(name);
    }

    private void CheckResource(string name)
    {
        if (!index.Resources.Contains(name))
        {
            Error($"unknown resource '{name}'");
        }
    }

    private void CheckIdentifier(string name)
    {
        if (Identifier.IsValid(name))
        {
            return;
        }

        var error = Identifier.Check(name, $"{context}", out var warning);
        Require(error is null, error ?? "");

        // The name of an across-ed task or pipeline may hold the var.
        var exempt = context.Enclosing == ".across"
            && (context.Innermost.Contains("set_pipeline", StringComparison.Ordinal) || context.Innermost.Contains("task", StringComparison.Ordinal));
        if (warning is not null && !exempt)
        {
            findings.Warn(warning);
        }
    }

    private void Each(string prefix, IReadOnlyList<Step>? steps)
    {
        for (var i = 0; i < steps?.Count; i++)
        {
            using var part = context.Within(prefix, index: i);
            Check(steps[i]);
        }
    }

    private void Require(bool condition, string message)
    {
        if (!condition)
        {
            Error(message);
        }
    }

    private void Error(string message) => findings.Error(Annotate(message), position);

    private void Warn(string type, string message) => findings.Warn(type, Annotate(message));

    private string Annotate(string message) => $"{context}: {message}";

    // The place is that of the first key; each has its own hint.
    private void UnknownFields(IReadOnlyList<MapEntry> fields, IReadOnlyList<string> valid)
    {
        var names = string.Join(' ', fields.Select(f => GoText.Quote(f.Key, ascii: true)));
        var hints = fields.Select(f => KeySuggestion.For(f.Key, valid)).Where(h => h.Length > 0);
        var first = fields.MinBy(f => (f.KeyPosition.Line, f.KeyPosition.Column))!.KeyPosition;
        findings.Error(Annotate($"unknown fields [{names}]"), first.IsKnown ? first : position, string.Join(' ', hints));
    }
}

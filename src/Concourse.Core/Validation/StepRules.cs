using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Decoding;
using Concourse.Core.Configuration.Steps;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Values;

namespace Concourse.Core.Validation;

/// <summary>The steps of one job (pipeline-config.md §9.4). One use.</summary>
internal sealed class StepRules(PipelineIndex index, Findings findings, string job)
{
    private readonly List<string> context = [job, ".plan"];
    private readonly HashSet<string> getNames = new(StringComparer.Ordinal);
    private readonly Stack<HashSet<string>> localVars = new([new HashSet<string>(StringComparer.Ordinal)]);
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
        switch (step)
        {
            case TaskStep task:
                Within($".task({task.Name})", () => Task(task));
                break;
            case GetStep get:
                Within($".get({get.Name})", () => Get(get));
                break;
            case PutStep put:
                Within($".put({put.Name})", () => Put(put));
                break;
            case RunStep run:
                Within($".run({run.Type}.{run.Message})", () => Run(run));
                break;
            case SetPipelineStep set:
                Within($".set_pipeline({set.Name})", () => SetPipeline(set));
                break;
            case LoadVarStep load:
                Within($".load_var({load.Name})", () => LoadVar(load));
                break;
            case TryStep attempt:
                Within(".try", () => Check(attempt.Step));
                break;
            case DoStep sequence:
                Within(".do", () => Each("", sequence.Steps));
                break;
            case InParallelStep parallel:
                Within(".in_parallel", () => Each(".steps", parallel.Steps));
                break;
            case AcrossStep across:
                Within(".across", () => Across(across));
                break;
            case TimeoutStep timeout:
                Check(timeout.Inner);
                Within(".timeout", () => Require(
                    GoDuration.TryParse(timeout.Duration, out _, out _), $"invalid duration '{timeout.Duration}'"));
                break;
            case RetryStep retry:
                Check(retry.Inner);
                Within(".attempts", () => Require(retry.Attempts > 0, "must be greater than 0"));
                break;
            case HookStep hook:
                Check(hook.Inner);
                Within($".{hook.Key}", () => Check(hook.Hook));
                break;
        }
    }

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

        SidecarConfig[] beside = task.Sidecars is null ? [] : [.. task.Sidecars.Select(s => s.Inline).OfType<SidecarConfig>()];
        var sound = CheckSidecars(beside);
        if (task.Config is not null)
        {
            Within(".config", () => Config(task.Config));
            Within(".config", () => CheckSidecars([.. sound ? beside : [], .. task.Config.Sidecars ?? []]));
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
        Within(".passed", () =>
        {
            foreach (var glob in get.Passed ?? [])
            {
                foreach (var stranger in index.Strangers(glob, get.ResourceName))
                {
                    findings.Error(Annotate($"job '{stranger.Name}' does not interact with resource '{get.ResourceName}'"), position);
                }

                Require(index.Matching(glob).Count > 0, $"no matching job(s) for '{glob}'");
            }
        });
    }

    private void Put(PutStep put)
    {
        CheckIdentifier(put.Name);
        CheckResource(put.ResourceName);
    }

    private void Run(RunStep run)
    {
        var error = Identifier.Check(run.Message, Context, out var warning);
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
            Within($"[{i}]", () =>
            {
                Declare(variable.Var);
                Within(".max_in_flight", () => Require(
                    variable.MaxInFlight is not { All: false, Limit: <= 0 }, "must be greater than 0"));
            });
        }

        Check(across.Inner);
        localVars.Pop();
    }

    private void Declare(string name)
    {
        if (localVars.Peek().Contains(name))
        {
            findings.Error(Annotate("repeated var name"), position);
        }
        else if (localVars.Any(s => s.Contains(name)))
        {
            Warn("var_shadowed", $"shadows local var '{name}'");
        }

        localVars.Peek().Add(name);
    }

    private void CheckResource(string name) => Require(index.Resources.Contains(name), $"unknown resource '{name}'");

    private void CheckIdentifier(string name)
    {
        if (Identifier.IsValid(name))
        {
            return;
        }

        var error = Identifier.Check(name, Context, out var warning);
        if (error is not null)
        {
            findings.Error(Annotate(error), position);
        }

        // The name of an across-ed task or pipeline may hold the var.
        var exempt = context[^2] == ".across" && (context[^1].Contains("set_pipeline") || context[^1].Contains("task"));
        if (warning is not null && !exempt)
        {
            findings.Warn(warning);
        }
    }

    private void Each(string prefix, IReadOnlyList<Step>? steps)
    {
        foreach (var (i, step) in (steps ?? []).Index())
        {
            Within($"{prefix}[{i}]", () => Check(step));
        }
    }

    private void Require(bool condition, string message)
    {
        if (!condition)
        {
            findings.Error(Annotate(message), position);
        }
    }

    private void Warn(string type, string message) => findings.Warn(type, Annotate(message));

    private string Annotate(string message) => $"{Context}: {message}";

    private string Context => string.Concat(context);

    private void Within(string piece, Action check)
    {
        context.Add(piece);
        check();
        context.RemoveAt(context.Count - 1);
    }

    // The place is that of the first key; each has its own hint.
    private void UnknownFields(IReadOnlyList<MapEntry> fields, IReadOnlyList<string> valid)
    {
        var names = string.Join(' ', fields.Select(f => GoText.Quote(f.Key, ascii: true)));
        var hints = fields.Select(f => KeySuggestion.For(f.Key, valid)).Where(h => h.Length > 0);
        var first = fields.MinBy(f => (f.KeyPosition.Line, f.KeyPosition.Column))!.KeyPosition;
        findings.Error(Annotate($"unknown fields [{names}]"), first.IsKnown ? first : position, string.Join(' ', hints));
    }
}

using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Json;

namespace Concourse.Core.Events;

/// <summary>What the events of a task show of its config. Nothing is left out: lists may be null.</summary>
public sealed record TaskEventConfig
{
    /// <summary>The config of <c>initialize-task</c>, sent before the real one is known.</summary>
    public static TaskEventConfig Empty { get; } = new();

    public string Platform { get; init; } = "";

    /// <summary>The config's <c>rootfs_uri</c>.</summary>
    public string Image { get; init; } = "";

    public string RunPath { get; init; } = "";

    public IReadOnlyList<string>? RunArgs { get; init; }

    public string RunDir { get; init; } = "";

    public IReadOnlyList<TaskEventInput>? Inputs { get; init; }

    public static TaskEventConfig Of(TaskConfig config) => new()
    {
        Platform = config.Platform,
        Image = config.RootfsUri,
        RunPath = config.Run.Path,
        RunArgs = config.Run.Args,
        RunDir = config.Run.Dir,
        Inputs = config.Inputs is { Count: > 0 } inputs ? [.. inputs.Select(i => new TaskEventInput(i.Name, i.Path))] : null,
    };

    internal void Write(JsonTextWriter json)
    {
        json.Name("config");
        json.StartObject();
        json.Field("platform", Platform);
        json.Field("image", Image);
        json.Name("run");
        json.StartObject();
        json.Field("path", RunPath);
        json.Field("args", RunArgs);
        json.Field("dir", RunDir);
        json.EndObject();
        json.Field("inputs", Inputs, (w, input) =>
        {
            w.StartObject();
            w.Field("name", input.Name);
            w.Field("path", input.Path);
            w.EndObject();
        });
        json.EndObject();
    }
}

/// <summary>An input in a <see cref="TaskEventConfig"/>.</summary>
public readonly record struct TaskEventInput(string Name, string Path);

/// <summary>A task step begins; its config is not known yet.</summary>
public sealed record InitializeTaskEvent(long Time, Origin Origin, TaskEventConfig Config) : BuildEvent
{
    public override string Type => "initialize-task";

    public override string Version => "4.0";

    private protected override void WriteFields(JsonTextWriter json)
    {
        json.Field("time", Time);
        Origin.Write(json);
        Config.Write(json);
    }
}

/// <summary>A task's process starts.</summary>
public sealed record StartTaskEvent(long Time, Origin Origin, TaskEventConfig Config) : BuildEvent
{
    public override string Type => "start-task";

    public override string Version => "5.0";

    private protected override void WriteFields(JsonTextWriter json)
    {
        json.Field("time", Time);
        Origin.Write(json);
        Config.Write(json);
    }
}

/// <summary>A task's process exited.</summary>
public sealed record FinishTaskEvent(long Time, int ExitStatus, Origin Origin) : BuildEvent
{
    public override string Type => "finish-task";

    public override string Version => "4.0";

    private protected override void WriteFields(JsonTextWriter json)
    {
        json.Field("time", Time);
        json.Field("exit_status", ExitStatus);
        Origin.Write(json);
    }
}

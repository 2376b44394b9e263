using System.Globalization;
using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Json;

namespace Concourse.Core.Configuration.Json;

/// <summary>JSON form of task configs (pipeline-config.md §5).</summary>
public static class TaskConfigJson
{
    public static string Text(TaskConfig config)
    {
        var json = new JsonTextWriter();
        Write(json, config);
        return json.ToString();
    }

    public static void Write(JsonTextWriter json, TaskConfig config)
    {
        json.StartObject();
        json.Optional("platform", config.Platform);
        json.Optional("rootfs_uri", config.RootfsUri);
        json.Optional("image_resource", config.ImageResource, Image);
        json.Optional("container_limits", config.Limits, Limits);
        json.Optional("params", config.Params);
        json.Optional("run", config.Run.IsEmpty ? null : config.Run, Run);
        json.Optional("inputs", config.Inputs, Input);
        json.Optional("outputs", config.Outputs, Output);
        json.Optional("caches", config.Caches, Cache);
        json.Optional("sidecars", config.Sidecars, Sidecar);
        json.EndObject();
    }

    public static void Sidecar(JsonTextWriter json, SidecarReference sidecar)
    {
        if (sidecar.Inline is not null)
        {
            Sidecar(json, sidecar.Inline);
        }
        else
        {
            json.String(sidecar.File ?? "");
        }
    }

    public static void Sidecar(JsonTextWriter json, SidecarConfig sidecar)
    {
        json.StartObject();
        json.Field("name", sidecar.Name);
        json.Field("image", sidecar.Image);
        json.Optional("command", sidecar.Command);
        json.Optional("args", sidecar.Args);
        json.Optional("env", sidecar.Env, (w, env) =>
        {
            w.StartObject();
            w.Field("name", env.Name);
            w.Field("value", env.Value);
            w.EndObject();
        });
        json.Optional("ports", sidecar.Ports, (w, port) =>
        {
            w.StartObject();
            w.Field("containerPort", port.ContainerPort);
            w.Optional("protocol", port.Protocol);
            w.EndObject();
        });
        json.Optional("resources", sidecar.Resources, (w, resources) =>
        {
            w.StartObject();
            w.Optional("requests", resources.Requests, Quantities);
            w.Optional("limits", resources.Limits, Quantities);
            w.EndObject();
        });
        json.Optional("workingDir", sidecar.WorkingDir);
        json.EndObject();
    }

    /// <summary>The value of <c>container_limits</c>.</summary>
    public static void Limits(JsonTextWriter json, ContainerLimits limits)
    {
        json.StartObject();
        json.Optional("cpu", limits.Cpu, Size);
        json.Optional("memory", limits.Memory, Size);
        json.EndObject();
    }

    private static void Size(JsonTextWriter json, ulong size) => json.Raw(size.ToString(CultureInfo.InvariantCulture));

    private static void Image(JsonTextWriter json, ImageResource image)
    {
        json.StartObject();
        json.Field("name", image.Name);
        json.Field("type", image.Type);
        json.Field("source", image.Source);
        json.Optional("version", image.Version);
        json.Optional("params", image.Params);
        json.Optional("tags", image.Tags);
        json.EndObject();
    }

    private static void Run(JsonTextWriter json, TaskRunConfig run)
    {
        json.StartObject();
        json.Field("path", run.Path);
        json.Optional("args", run.Args);
        json.Optional("dir", run.Dir);
        json.Optional("user", run.User);
        json.EndObject();
    }

    private static void Input(JsonTextWriter json, TaskInputConfig input)
    {
        json.StartObject();
        json.Field("name", input.Name);
        json.Optional("path", input.Path);
        json.Optional("optional", input.Optional);
        json.EndObject();
    }

    private static void Output(JsonTextWriter json, TaskOutputConfig output)
    {
        json.StartObject();
        json.Field("name", output.Name);
        json.Optional("path", output.Path);
        json.EndObject();
    }

    private static void Cache(JsonTextWriter json, TaskCacheConfig cache)
    {
        json.StartObject();
        json.Optional("path", cache.Path);
        json.Optional("ttl", cache.Ttl);
        json.EndObject();
    }

    private static void Quantities(JsonTextWriter json, SidecarResourceList quantities)
    {
        json.StartObject();
        json.Optional("cpu", quantities.Cpu);
        json.Optional("memory", quantities.Memory);
        json.EndObject();
    }
}

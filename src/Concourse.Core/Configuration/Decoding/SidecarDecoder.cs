using Concourse.Core.Configuration.Tasks;
using Concourse.Core.Values;

namespace Concourse.Core.Configuration.Decoding;

/// <summary>Decodes sidecar definitions: strict, scalars coerced to text (pipeline-config.md §6).</summary>
internal static class SidecarDecoder
{
    private static readonly StructShape Shape = new(
        "SidecarConfig", "name", "image", "command", "args", "env", "ports", "resources", "workingDir");

    private static readonly StructShape EnvShape = new("SidecarEnvVar", "name", "value");
    private static readonly StructShape PortShape = new("SidecarPort", "containerPort", "protocol");
    private static readonly StructShape ResourcesShape = new("SidecarResources", "requests", "limits");
    private static readonly StructShape ListShape = new("SidecarResourceList", "cpu", "memory");

    /// <summary>An entry of a step's list: a text names a file, an object is a definition.</summary>
    public static SidecarReference? Reference(Value value, out DecodeFailure? failure)
    {
        if (value is MapValue)
        {
            return Decode(value, out failure) is { } config ? SidecarReference.Of(config) : null;
        }

        var scope = new DecodeScope(strict: false, coerce: false);
        var file = scope.Text(value, DecodePath.Root);
        failure = scope.Failure;
        return SidecarReference.To(file);
    }

    public static SidecarConfig? Decode(Value value, out DecodeFailure? failure)
    {
        var scope = new DecodeScope(strict: true, coerce: true);
        var config = Read(scope, value, DecodePath.Root);
        failure = scope.Failure;
        return config;
    }

    public static SidecarConfig Read(DecodeScope scope, Value value, DecodePath path)
    {
        var fields = scope.Struct(value, path, Shape);
        return new SidecarConfig
        {
            Name = fields.Text("name"),
            Image = fields.Text("image"),
            Command = fields.Texts("command"),
            Args = fields.Texts("args"),
            Env = fields.List("env", "[]atc.SidecarEnvVar", (v, at) =>
            {
                var env = scope.Struct(v, at, EnvShape);
                return new SidecarEnvVar(env.Text("name"), env.Text("value"));
            }),
            Ports = fields.List("ports", "[]atc.SidecarPort", (v, at) =>
            {
                var port = scope.Struct(v, at, PortShape);
                return new SidecarPort(port.Int("containerPort"), port.Text("protocol"));
            }),
            Resources = fields.Object("resources", (v, at) =>
            {
                var resources = scope.Struct(v, at, ResourcesShape);
                return new SidecarResources
                {
                    Requests = resources.Object("requests", (l, p) => List(scope, l, p)),
                    Limits = resources.Object("limits", (l, p) => List(scope, l, p)),
                };
            }),
            WorkingDir = fields.Text("workingDir"),
        };
    }

    private static SidecarResourceList List(DecodeScope scope, Value value, DecodePath path)
    {
        var fields = scope.Struct(value, path, ListShape);
        return new SidecarResourceList(fields.Text("cpu"), fields.Text("memory"));
    }
}

using Concourse.Core.Configuration;
using Concourse.Core.Configuration.Decoding;
using Concourse.Core.Configuration.Steps;
using Concourse.Core.Values;

namespace Concourse.Core.Plans;

/// <content>Reading the plans that run resource scripts.</content>
public static partial class PlanJson
{
    private static GetPlan ReadGet(PlanId id, Value value, DecodeScope scope)
    {
        var fields = Open(value, scope);
        var from = fields.Text("version_from");
        return new GetPlan(id)
        {
            Name = fields.Text("name"),
            Type = fields.Text("type"),
            Source = fields.Map("source", "atc.Source"),
            Image = ReadImage(fields),
            Version = fields.Version("version"),
            VersionFrom = from.Length > 0 ? new PlanId(from) : null,
            Params = fields.Map("params", "atc.Params"),
            Resource = fields.Text("resource"),
            Tags = fields.Tags("tags"),
            Timeout = fields.Text("timeout"),
        };
    }

    private static PutPlan ReadPut(PlanId id, Value value, DecodeScope scope)
    {
        var fields = Open(value, scope);
        return new PutPlan(id)
        {
            Name = fields.Text("name"),
            Type = fields.Text("type"),
            Source = fields.Map("source", "atc.Source"),
            Image = ReadImage(fields),
            Params = fields.Map("params", "atc.Params"),
            Inputs = fields.Custom<PutInputs>("inputs", ScalarDecoders.PutInputs),
            Resource = fields.Text("resource"),
            Tags = fields.Tags("tags"),
            Timeout = fields.Text("timeout"),
            ExposeBuildCreatedBy = fields.Bool("expose_build_created_by"),
        };
    }

    private static CheckPlan ReadCheck(PlanId id, Value value, DecodeScope scope)
    {
        var fields = Open(value, scope);
        return new CheckPlan(id)
        {
            Name = fields.Text("name"),
            Type = fields.Text("type"),
            Source = fields.Map("source", "atc.Source"),
            Image = ReadImage(fields),
            FromVersion = fields.Version("from_version"),
            Resource = fields.Text("resource"),
            ResourceType = fields.Text("resource_type"),
            Prototype = fields.Text("prototype"),
            Interval = fields.CustomStruct<CheckEvery>("interval", ScalarDecoders.CheckEvery) ?? default,
            SkipInterval = fields.Bool("skip_interval"),
            Timeout = fields.Text("timeout"),
            Tags = fields.Tags("tags"),
        };
    }

    private static TypeImage ReadImage(StructReader fields) => fields.Object("image", (value, path) =>
    {
        var image = fields.Scope.Struct(value, path, BodyShape, "atc.TypeImage");
        return new TypeImage
        {
            Check = image.Object("check_plan", (v, _) => Read(v, fields.Scope)) as CheckPlan,
            Get = image.Object("get_plan", (v, _) => Read(v, fields.Scope)) as GetPlan,
            BaseType = image.Text("base_type"),
            Privileged = image.Bool("privileged"),
        };
    }) ?? TypeImage.Empty;
}

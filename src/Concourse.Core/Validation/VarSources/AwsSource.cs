using Concourse.Core.Values;

namespace Concourse.Core.Validation.VarSources;

/// <summary>Settings of <c>ssm</c> and <c>secretsmanager</c> sources, which differ in the last one.</summary>
internal static class AwsSource
{
    private static readonly SettingShape SsmShape = Shape("ssm.SsmManager", "shared_path");
    private static readonly SettingShape SecretsManagerShape = Shape("secretsmanager.Manager", "shared_secret_template");

    public static SourceProblem? Ssm(Value? config) =>
        Check(SsmShape, config, "pipeline_secret_template", "team_secret_template");

    public static SourceProblem? SecretsManager(Value? config) =>
        Check(SecretsManagerShape, config, "pipeline_secret_template", "team_secret_template", "shared_secret_template");

    private static SettingShape Shape(string goType, string shared) => new(
        goType,
        new("access_key"), new("secret_key"), new("session_token"), new("region"), new("pipeline_secret_template"),
        new("team_secret_template"), new(shared));

    private static SourceProblem? Check(SettingShape shape, Value? config, params string[] templates)
    {
        if (shape.Error(config) is { } error)
        {
            return SourceProblem.Creating(error);
        }

        var map = config as MapValue ?? MapValue.Empty;
        var template = templates.Where(t => map.Text(t) is not null)
            .Select(t => SecretTemplateRules.Error(t.Replace('_', '-'), map.Text(t)!)).FirstOrDefault(e => e is not null);
        return (template ?? Keys(map)) is { } invalid ? SourceProblem.Checking(invalid) : null;
    }

    // Without any key the server's own identity is used; a key needs its other half.
    private static string? Keys(MapValue config)
    {
        bool Given(string key) => config.Text(key) is { Length: > 0 };
        return !Given("access_key") && !Given("secret_key") && !Given("session_token") ? null
            : !Given("access_key") ? "must provide aws access key id"
            : !Given("secret_key") ? "must provide aws secret access key"
            : null;
    }
}

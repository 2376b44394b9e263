using Concourse.Core.Values;

namespace Concourse.Core.Validation.VarSources;

/// <summary>The types of var sources and the rules of their settings (pipeline-config.md §8).</summary>
internal static class VarSourceSettings
{
    /// <summary>Whether pipelines may use the type.</summary>
    public static bool IsSupported(string type) => type is "vault" or "dummy" or "ssm" or "secretsmanager" or "idtoken";

    /// <summary>Whether the type exists, be it for operators only.</summary>
    public static bool IsKnown(string type) => IsSupported(type) || type is "kubernetes" or "credhub" or "conjur";

    /// <summary>What is wrong with the settings of a known type, or null.</summary>
    public static SourceProblem? Check(string type, Value? config) => type switch
    {
        "dummy" => Dummy(config),
        "vault" => VaultSource.Check(config),
        "idtoken" => IdTokenSource.Check(config),
        "ssm" => AwsSource.Ssm(config),
        "secretsmanager" => AwsSource.SecretsManager(config),

        // Pipelines cannot configure these, so upstream checks empty settings. Those of kubernetes depend on the machine
        // upstream runs on; we say nothing.
        "credhub" => SourceProblem.Checking("invalid URL (must be http or https)"),
        "conjur" => SourceProblem.Checking("secret template should not be empty"),
        _ => null,
    };

    private static SourceProblem? Dummy(Value? config)
    {
        if (config is not MapValue map)
        {
            return SourceProblem.Creating($"invalid dummy credential manager config: {GoFormat.Type(config)}");
        }

        map.TryGetValue("vars", out var vars);
        return vars is MapValue ? null : SourceProblem.Creating($"invalid vars config: {GoFormat.Type(vars)}");
    }
}

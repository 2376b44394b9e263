using Concourse.Core.Configuration;
using Concourse.Core.Values;

namespace Concourse.Core.Validation.VarSources;

/// <summary>Settings of an <c>idtoken</c> source.</summary>
internal static class IdTokenSource
{
    private static readonly GoDuration LongestLife = GoDuration.From(TimeSpan.FromHours(24));

    public static SourceProblem? Check(Value? config)
    {
        if (config is not MapValue map)
        {
            return SourceProblem.Creating($"invalid idtoken provider config: {GoFormat.Type(config)}");
        }

        if (map.Entries.Select(Setting).FirstOrDefault(e => e is not null) is { } error)
        {
            return SourceProblem.Creating($"invalid idtoken provider config: {error}");
        }

        return Invalid(map) is { } invalid ? SourceProblem.Checking(invalid) : null;
    }

    private static string? Setting(MapEntry setting) => (setting.Key, setting.Value) switch
    {
        // The end of this message is upstream's own slip.
        ("audience", ListValue list) => list.All(i => i is StringValue) ? null : "invalid audience value: %!w(<nil>)",
        ("audience", _) => "audience must be a list of strings",
        ("expires_in", StringValue text) => GoDuration.TryParse(text.Text, out _, out var error) ? null : $"invalid expires_in value: {error}",
        ("subject_scope" or "algorithm", StringValue) => null,
        ("subject_scope" or "algorithm" or "expires_in", _) => $"{setting.Key} must be a string",
        _ => $"unknown setting: {setting.Key}",
    };

    private static string? Invalid(MapValue config)
    {
        var scope = config.Text("subject_scope") ?? "pipeline";
        return scope is not ("" or "team" or "pipeline" or "instance" or "job") ? $"invalid subject_scope value: {scope}"
            : GoDuration.Parse(config.Text("expires_in") ?? "1h").CompareTo(LongestLife) > 0 ? "expires_in must be <= 24h0m0s"
            // Upstream names the scope here, not the algorithm.
            : (config.Text("algorithm") ?? "RS256") is not ("RS256" or "ES256") ? $"invalid algorithm value: {scope}. Only RS256 and ES256 are supported"
            : null;
    }
}

using Concourse.Core.Configuration;
using Concourse.Core.Values;

namespace Concourse.Core.Validation;

/// <summary>The settings of each type of var source (pipeline-config.md §8).</summary>
internal static class VarSourceSettings
{
    private static readonly string[] Vault =
    [
        "url", "path_prefix", "lookup_templates", "shared_path", "namespace", "login_timeout", "query_timeout", "enable_kv_mount_cache",
        "disable_srv_lookup", "ca_cert", "client_cert", "client_key", "server_name", "insecure_skip_verify", "client_token",
        "client_token_path", "auth_backend", "auth_backend_max_ttl", "auth_retry_max", "auth_retry_initial", "auth_params",
    ];

    private static readonly string[] Aws =
        ["access_key", "secret_key", "session_token", "region", "pipeline_secret_template", "team_secret_template"];

    private static readonly string[] VaultDurations =
        ["login_timeout", "query_timeout", "auth_backend_max_ttl", "auth_retry_max", "auth_retry_initial"];

    private static readonly string[] VaultLogins = ["client_token", "client_token_path", "auth_backend"];

    /// <summary>Why the source cannot be made from its settings, or else why those are invalid; both null if all is well.</summary>
    public static (string? Failure, string? Invalid) Check(string type, Value? config) => type switch
    {
        "dummy" => (Dummy(config), null),
        "vault" => config is MapValue map ? VaultSettings(map) : ("invalid vault config format", null),
        "idtoken" => config is MapValue map ? IdToken(map) : ($"invalid idtoken provider config: {GoType(config)}", null),
        "ssm" => AwsSettings(config, [.. Aws, "shared_path"]),
        _ => AwsSettings(config, [.. Aws, "shared_secret_template"]),
    };

    private static string? Dummy(Value? config)
    {
        if (config is not MapValue map)
        {
            return $"invalid dummy credential manager config: {GoType(config)}";
        }

        map.TryGetValue("vars", out var vars);
        return vars is MapValue ? null : $"invalid vars config: {GoType(vars)}";
    }

    private static (string? Failure, string? Invalid) VaultSettings(MapValue config)
    {
        if (Unknown(config, Vault) is { } unknown)
        {
            return (unknown, null);
        }

        foreach (var name in VaultDurations)
        {
            if (config.Text(name) is { } text && !GoDuration.TryParse(text, out _, out var error))
            {
                return (Decoding($"error decoding '{name}': {error}"), null);
            }
        }

        if (config.TryGetValue("path_prefix", out _) && config.Text("path_prefix") is "")
        {
            return (null, "path prefix must be a non-empty string");
        }

        if (config.TryGetValue("lookup_templates", out var templates) && templates is ListValue list)
        {
            foreach (var (i, template) in list.OfType<StringValue>().Index())
            {
                var prefix = config.Text("path_prefix") ?? "/concourse";
                if (SecretTemplateRules.Error($"lookup-template-{i}", prefix + template.Text) is { } error)
                {
                    return (null, error);
                }
            }
        }

        var authenticates = VaultLogins.Any(k => config.Text(k) is { Length: > 0 });
        return (null, authenticates ? null : "must configure client token or auth backend");
    }

    private static (string? Failure, string? Invalid) AwsSettings(Value? config, string[] known)
    {
        if (config is not (null or MapValue))
        {
            return (Decoding($"'' expected a map, got '{GoKind(config)}'"), null);
        }

        var map = config as MapValue ?? MapValue.Empty;
        if (Unknown(map, known) is { } unknown)
        {
            return (unknown, null);
        }

        if (map.Entries.FirstOrDefault(e => e.Value is not (StringValue or NullValue)) is { Value: { } odd } entry)
        {
            return (Decoding($"'{entry.Key}' expected type 'string', got unconvertible type '{GoType(odd)}'"), null);
        }

        foreach (var name in known.Where(k => k.EndsWith("_template", StringComparison.Ordinal)))
        {
            if (map.Text(name) is { } template && SecretTemplateRules.Error(name.Replace('_', '-'), template) is { } error)
            {
                return (null, error);
            }
        }

        bool Given(string key) => map.Text(key) is { Length: > 0 };
        var anyKey = Given("access_key") || Given("secret_key") || Given("session_token");
        return (null, !anyKey ? null
            : !Given("access_key") ? "must provide aws access key id"
            : !Given("secret_key") ? "must provide aws secret access key"
            : null);
    }

    private static (string? Failure, string? Invalid) IdToken(MapValue config)
    {
        string[] known = ["audience", "subject_scope", "expires_in", "algorithm"];
        if (config.Keys.FirstOrDefault(k => !known.Contains(k)) is { } unknown)
        {
            return ($"invalid idtoken provider config: unknown setting: {unknown}", null);
        }

        var expires = config.Text("expires_in") ?? "1h";
        if (!GoDuration.TryParse(expires, out var duration, out var error))
        {
            return ($"invalid idtoken provider config: invalid expires_in value: {error}", null);
        }

        var scope = config.Text("subject_scope") ?? "";
        var algorithm = config.Text("algorithm") ?? "RS256";
        return (null, scope is not ("" or "team" or "pipeline" or "instance" or "job") ? $"invalid subject_scope value: {scope}"
            : duration > GoDuration.From(TimeSpan.FromHours(24)) ? "expires_in must be <= 24h0m0s"
            : algorithm is not ("RS256" or "ES256") ? $"invalid algorithm value: {scope}. Only RS256 and ES256 are supported"
            : null);
    }

    private static string? Unknown(MapValue config, string[] known)
    {
        var unknown = config.Keys.Where(k => !known.Contains(k, StringComparer.OrdinalIgnoreCase)).ToArray();
        return unknown.Length == 0 ? null : Decoding($"'' has invalid keys: {string.Join(", ", unknown)}");
    }

    private static string Decoding(string problem) => $"decoding failed due to the following error(s):\n\n{problem}";

    private static string GoType(Value? value) => value switch
    {
        StringValue => "string",
        NumberValue => "float64",
        BoolValue => "bool",
        ListValue => "[]interface {}",
        MapValue => "map[string]interface {}",
        _ => "<nil>",
    };

    private static string GoKind(Value? value) => value is ListValue ? "slice" : GoType(value);
}

using Concourse.Core.Values;

namespace Concourse.Core.Validation.VarSources;

/// <summary>Settings of a <c>vault</c> source.</summary>
internal static class VaultSource
{
    private static readonly SettingShape Shape = new(
        "vault.VaultManager",
        new("url"), new("path_prefix"), new("lookup_templates", SettingKind.Texts), new("shared_path"), new("namespace"),
        new("login_timeout", SettingKind.Duration), new("query_timeout", SettingKind.Duration),
        new("enable_kv_mount_cache", SettingKind.Flag), new("disable_srv_lookup", SettingKind.Flag),
        new("ca_cert"), new("CACertFile"), new("CAPath"), new("client_cert"), new("ClientCertFile"), new("client_key"),
        new("ClientKeyFile"), new("server_name"), new("insecure_skip_verify", SettingKind.Flag),
        new("client_token"), new("client_token_path"), new("auth_backend"), new("auth_backend_max_ttl", SettingKind.Duration),
        new("auth_retry_max", SettingKind.Duration), new("auth_retry_initial", SettingKind.Duration),
        new("auth_params", SettingKind.TextMap));

    private static readonly string[] Logins = ["client_token", "client_token_path", "auth_backend"];

    public static SourceProblem? Check(Value? config)
    {
        if (config is not MapValue map)
        {
            return SourceProblem.Creating("invalid vault config format");
        }

        if (Shape.Error(map) is { } error)
        {
            return SourceProblem.Creating(error);
        }

        return Invalid(map) is { } invalid ? SourceProblem.Checking(invalid) : null;
    }

    private static string? Invalid(MapValue config)
    {
        if (GoUrl.Error(config.Text("url") ?? "", out _) is { } url)
        {
            return $"invalid URL: {url}";
        }

        var prefix = config.Text("path_prefix") ?? "/concourse";
        if (prefix.Length == 0)
        {
            return "path prefix must be a non-empty string";
        }

        config.TryGetValue("lookup_templates", out var templates);
        return (templates as ListValue)?.Select((t, i) => SecretTemplateRules.Error($"lookup-template-{i}", prefix + (t as StringValue)?.Text))
                .FirstOrDefault(e => e is not null)
            ?? (Logins.Any(k => config.Text(k) is { Length: > 0 }) ? null : "must configure client token or auth backend");
    }
}

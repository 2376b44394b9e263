using Concourse.Core.Configuration;
using Concourse.Core.Validation;

namespace Concourse.Core.Tests.Configuration;

/// <summary>
/// Settings of var sources: one row for each message (pipeline-config.md §8, §9.3; the decoder's texts are those of the
/// library upstream decodes settings with).
/// </summary>
public sealed class VarSourceRulesTests
{
    public static TheoryData<string, string, string> Refused => new()
    {
        { "nope", "{}", "unknown credential manager type: nope" },
        { "kubernetes", "{}", "credential manager type kubernetes is not supported in pipeline yet" },
        { "credhub", "{}", "credential manager type credhub is not supported in pipeline yet|credential manager v is invalid: invalid URL (must be http or https)" },
        { "conjur", "{}", "credential manager type conjur is not supported in pipeline yet|credential manager v is invalid: secret template should not be empty" },

        { "dummy", "x", "failed to create credential manager v: invalid dummy credential manager config: string" },
        { "dummy", "~", "failed to create credential manager v: invalid dummy credential manager config: <nil>" },
        { "dummy", "[a]", "failed to create credential manager v: invalid dummy credential manager config: []interface {}" },
        { "dummy", "{}", "failed to create credential manager v: invalid vars config: <nil>" },
        { "dummy", "{vars: 1}", "failed to create credential manager v: invalid vars config: float64" },
        { "dummy", "{vars: yes}", "failed to create credential manager v: invalid vars config: bool" },

        { "vault", "x", "failed to create credential manager v: invalid vault config format" },
        { "vault", "{zz: 1, aa: 1}", "failed to create credential manager v: decoding failed due to the following error(s):||'vault.VaultManager' has invalid keys: aa, zz" },
        { "vault", "{nope: 1, auth_params: x, url: 5}", "failed to create credential manager v: decoding failed due to the following error(s):||'url' expected type 'string', got unconvertible type 'float64'|'auth_params' expected type 'map[string]string', got unconvertible type 'string'|'vault.VaultManager' has invalid keys: nope" },
        { "vault", "{login_timeout: x}", "failed to create credential manager v: decoding failed due to the following error(s):||'login_timeout' time: invalid duration" },
        { "vault", "{query_timeout: 5d}", "failed to create credential manager v: decoding failed due to the following error(s):||'query_timeout' time: unknown unit" },
        { "vault", "{auth_retry_max: '5'}", "failed to create credential manager v: decoding failed due to the following error(s):||'auth_retry_max' time: missing unit in duration" },
        { "vault", "{auth_retry_max: ((x))}", "failed to create credential manager v: decoding failed due to the following error(s):||'auth_retry_max' time: invalid duration" },
        { "vault", "{auth_retry_initial: [1]}", "failed to create credential manager v: decoding failed due to the following error(s):||'auth_retry_initial' expected type 'time.Duration', got unconvertible type '[]interface {}'" },
        { "vault", "{insecure_skip_verify: 'yes'}", "failed to create credential manager v: decoding failed due to the following error(s):||'insecure_skip_verify' expected type 'bool', got unconvertible type 'string'" },
        { "vault", "{lookup_templates: x}", "failed to create credential manager v: decoding failed due to the following error(s):||'lookup_templates' source data must be an array or slice, got string" },
        { "vault", "{lookup_templates: [a, 1, {}]}", "failed to create credential manager v: decoding failed due to the following error(s):||'lookup_templates[1]' expected type 'string', got unconvertible type 'float64'|'lookup_templates[2]' expected type 'string', got unconvertible type 'map[string]interface {}'" },
        { "vault", "{auth_params: {a: 1}}", "failed to create credential manager v: decoding failed due to the following error(s):||'auth_params[a]' expected type 'string', got unconvertible type 'float64'" },
        { "vault", "{url: ':x', client_token: t}", "credential manager v is invalid: invalid URL: parse \":x\": missing protocol scheme" },
        { "vault", "{url: 'http://a:b', client_token: t}", "credential manager v is invalid: invalid URL: parse \"http://a:b\": invalid port \":b\" after host" },
        { "vault", "{url: 'http://a b', client_token: t}", "credential manager v is invalid: invalid URL: parse \"http://a b\": invalid character \" \" in host name" },
        { "vault", "{url: 'http://a/%zz', client_token: t}", "credential manager v is invalid: invalid URL: parse \"http://a/%zz\": invalid URL escape \"%zz\"" },
        { "vault", "{url: 'http://[::1', client_token: t}", "credential manager v is invalid: invalid URL: parse \"http://[::1\": missing ']' in host" },
        { "vault", "{url: 'a:b/c', client_token: t}", "" },
        { "vault", "{url: '1:2', client_token: t}", "credential manager v is invalid: invalid URL: parse \"1:2\": first path segment in URL cannot contain colon" },
        { "vault", "{path_prefix: '', client_token: t}", "credential manager v is invalid: path prefix must be a non-empty string" },
        { "vault", "{lookup_templates: ['/{{.Nope}}'], client_token: t}", "credential manager v is invalid: template: lookup-template-0:1:13: executing \"lookup-template-0\" at <.Nope>: can't evaluate field Nope in type *struct { Team string; Pipeline string; Secret string }" },
        { "vault", "{lookup_templates: ['/{{.Team', x], client_token: t}", "credential manager v is invalid: template: lookup-template-0:1: unclosed action" },
        { "vault", "{url: a}", "credential manager v is invalid: must configure client token or auth backend" },

        { "ssm", "x", "failed to create credential manager v: '' expected a map or struct, got \"string\"" },
        { "ssm", "[]", "failed to create credential manager v: '' expected a map or struct, got \"slice\"" },
        { "ssm", "{shared_secret_template: x}", "failed to create credential manager v: decoding failed due to the following error(s):||'ssm.SsmManager' has invalid keys: shared_secret_template" },
        { "ssm", "{pipeline_secret_template: ''}", "credential manager v is invalid: secret template should not be empty" },
        { "ssm", "{team_secret_template: ' '}", "credential manager v is invalid: secret template should not be empty" },
        { "ssm", "{team_secret_template: '{{Team}}'}", "credential manager v is invalid: template: team-secret-template:1: function \"Team\" not defined" },
        { "ssm", "{team_secret_template: '{{}}'}", "credential manager v is invalid: template: team-secret-template:1: missing value for command" },
        { "ssm", "{team_secret_template: '{{ .Team.x }}'}", "credential manager v is invalid: template: team-secret-template:1:3: executing \"team-secret-template\" at <.Team.x>: can't evaluate field x in type string" },
        { "ssm", "{session_token: x}", "credential manager v is invalid: must provide aws access key id" },
        { "ssm", "{secret_key: x}", "credential manager v is invalid: must provide aws access key id" },
        { "ssm", "{access_key: x}", "credential manager v is invalid: must provide aws secret access key" },
        { "secretsmanager", "{shared_path: x}", "failed to create credential manager v: decoding failed due to the following error(s):||'secretsmanager.Manager' has invalid keys: shared_path" },
        { "secretsmanager", "{region: 1}", "failed to create credential manager v: decoding failed due to the following error(s):||'region' expected type 'string', got unconvertible type 'float64'" },
        { "secretsmanager", "{shared_secret_template: ''}", "credential manager v is invalid: secret template should not be empty" },
        { "secretsmanager", "{access_key: x}", "credential manager v is invalid: must provide aws secret access key" },

        { "idtoken", "x", "failed to create credential manager v: invalid idtoken provider config: string" },
        { "idtoken", "{foo: 1}", "failed to create credential manager v: invalid idtoken provider config: unknown setting: foo" },
        { "idtoken", "{audience: a}", "failed to create credential manager v: invalid idtoken provider config: audience must be a list of strings" },
        { "idtoken", "{audience: [1]}", "failed to create credential manager v: invalid idtoken provider config: invalid audience value: %!w(<nil>)" },
        { "idtoken", "{subject_scope: 1}", "failed to create credential manager v: invalid idtoken provider config: subject_scope must be a string" },
        { "idtoken", "{expires_in: 1}", "failed to create credential manager v: invalid idtoken provider config: expires_in must be a string" },
        { "idtoken", "{expires_in: x}", "failed to create credential manager v: invalid idtoken provider config: invalid expires_in value: time: invalid duration \"x\"" },
        { "idtoken", "{algorithm: 1}", "failed to create credential manager v: invalid idtoken provider config: algorithm must be a string" },
        { "idtoken", "{expires_in: 25h}", "credential manager v is invalid: expires_in must be <= 24h0m0s" },
        { "idtoken", "{subject_scope: x}", "credential manager v is invalid: invalid subject_scope value: x" },
        { "idtoken", "{algorithm: x}", "credential manager v is invalid: invalid algorithm value: pipeline. Only RS256 and ES256 are supported" },
    };

    [Theory]
    [InlineData("dummy", "{vars: {}, ignored: 1}")]
    [InlineData("vault", "{client_token: t}")]
    [InlineData("vault", "{url: 'https://vault.example.com:8200/x', auth_backend: approle, auth_params: {role_id: ((b))}, login_timeout: 1m, query_timeout: 5, insecure_skip_verify: true, lookup_templates: ['/{{.Team}}/{{.Secret}}'], shared_path: ~}")]
    [InlineData("vault", "{path_prefix: ~, CLIENT_TOKEN: t, client_token_path: /t}")]
    [InlineData("ssm", "~")]
    [InlineData("ssm", "{region: r, access_key: a, secret_key: s, session_token: t, shared_path: /x}")]
    [InlineData("secretsmanager", "{region: r, shared_secret_template: '/{{.Secret}}'}")]
    [InlineData("idtoken", "{}")]
    [InlineData("idtoken", "{audience: [a], subject_scope: job, expires_in: 24h, algorithm: ES256}")]
    public void Good_settings_are_accepted(string type, string config) => Assert.Empty(Validate(type, config).Errors);

    [Theory]
    [MemberData(nameof(Refused))]
    public void Bad_settings_are_refused_in_upstreams_words(string type, string config, string lines)
    {
        var result = Validate(type, config);
        var expected = lines.Split('|').Select(l => "\t" + l);
        Assert.Equal(lines.Length == 0 ? [] : [$"invalid variable sources:\n{string.Join('\n', expected)}\n"], result.Errors);
        Assert.All(result.Mistakes, m => Assert.Equal((4, 3), (m.Position.Line, m.Position.Column)));
    }

    [Theory]
    [InlineData("{vars: {x: ((b:y))}}", "could not resolve inter-dependent var sources: v, b")]
    [InlineData("{vars: {((nope:y)): x}}", "could not resolve inter-dependent var sources: v, b")]
    [InlineData("{vars: {x: ((.:y))}}", "could not resolve inter-dependent var sources: v, b")]
    public void Sources_that_wait_for_each_other_or_for_nobody_are_refused(string config, string message)
    {
        var result = Validate("dummy", config, "- {name: b, type: dummy, config: {vars: {x: ((v:y))}}}");
        Assert.Equal([$"invalid variable sources:\n\tfailed to order by dependency: {message}\n"], result.Errors);
        Assert.Equal(4, Assert.Single(result.Mistakes).Position.Line);
    }

    private static ValidationResult Validate(string type, string config, string more = "") => PipelineValidator.Validate(
        ConfigReader.Pipeline(
            $"""
            jobs:
            - {"{name: j, plan: [{task: t, file: a/b}]}"}
            var_sources:
            - name: v
              type: {type}
              config: {config}
            {more}
            """));
}

using Concourse.Core.Configuration;
using Concourse.Core.Json;
using Concourse.Core.Values;
using Concourse.Core.Variables;
using Concourse.Core.Variables.Sources;

namespace Concourse.Core.Tests.Variables;

/// <summary>Who answers a reference at run time, and what is said when nobody does (pipeline-config.md §7.4).</summary>
public sealed class PipelineVariablesTests
{
    private const string Vault = "- {name: v, type: dummy, config: {vars: {a: from-v, m: {k: deep}}}}";

    [Theory]
    [InlineData("((a))", "global-a")]
    [InlineData("((nosuch:a))", "global-a")]
    [InlineData("((.:a))", "global-a")]
    [InlineData("((nosuch:m.k))", "global-k")]
    public async Task Without_var_sources_the_global_manager_answers_whatever_the_source(string text, string answer) =>
        Assert.Equal(answer, await EvaluateAsync("", text));

    [Theory]
    [InlineData("((v:a))", "from-v")]
    [InlineData("((v:m.k))", "deep")]
    [InlineData("((v:only))", "global-only")]
    [InlineData("((a))", "global-a")]
    [InlineData("((only))", "global-only")]
    public async Task A_named_source_is_asked_first_and_the_global_manager_for_what_it_does_not_know(string text, string answer) =>
        Assert.Equal(answer, await EvaluateAsync(Vault, text));

    [Theory]
    [InlineData("", "((nosuch:x)) ((y))", "undefined vars: nosuch:x, y")]
    [InlineData("", "((.:x))", "undefined vars: .:x")]
    [InlineData("", "((nosuch:m.x))", "missing field 'x' in var: nosuch:m.x")]
    [InlineData(Vault, "((nosuch:a))", "missing source 'nosuch' in var: nosuch:a")]
    [InlineData(Vault, "((.:x))", "missing source '.' in var: .:x")]
    [InlineData(Vault, "((nosuch:\"a.b\".c))", "missing source 'nosuch' in var: nosuch:\"a.b\".c")]
    [InlineData(Vault, "((v:x)) ((x)) ((v:y.z))", "undefined vars: v:x, v:y.z, x")]
    [InlineData(Vault, "((v:m.x))", "missing field 'x' in var: m.x")]
    [InlineData(Vault, "((v:a.x))", "cannot access field 'x' of non-map value ('string') from var: a.x")]
    public async Task What_nobody_knows_is_named_in_upstreams_words(string sources, string text, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<VarException>(() => EvaluateAsync(sources, text))).Message);

    [Fact]
    public async Task A_source_may_use_secrets_of_another_one_and_of_the_global_manager() => Assert.Equal(
        "from-v, global-a",
        await EvaluateAsync("- {name: w, type: dummy, config: {vars: {both: '((v:a)), ((a))'}}}\n" + Vault, "((w:both))"));

    [Theory]
    [InlineData("a/secret", "a/secret: all", "all")]
    [InlineData("secret", "t/p/secret: pipeline, t/secret: team, secret: all", "pipeline")]
    [InlineData("secret", "t/secret: team, secret: all", "team")]
    [InlineData("secret", "t/other/secret: other, secret: all", "all")]
    public async Task Dummy_secrets_of_the_pipeline_win_over_the_teams_and_these_over_all(string path, string secrets, string answer) =>
        Assert.Equal(answer, await EvaluateAsync($"- {{name: v, type: dummy, config: {{vars: {{{secrets}}}}}}}", $"((v:{path}))"));

    [Theory]
    [InlineData("- {name: w, type: dummy, config: {vars: {x: ((y))}}}", "evaluate var_source 'w' error: undefined vars: y")]
    [InlineData("- {name: w, type: dummy, config: ((m.k))}", "var_source 'w' invalid config")]
    [InlineData("- {name: w, type: dummy, config: {vars: ((a))}}", "create var_source 'w' error: invalid vars config: string")]
    [InlineData("- {name: w, type: dummy, config: {}}", "create var_source 'w' error: invalid vars config: <nil>")]
    [InlineData("- {name: w, type: dummy, config: {vars: {x: ((x:y))}}}", "could not resolve inter-dependent var sources: w")]
    public async Task A_source_that_cannot_be_set_up_fails_the_build_in_upstreams_words(string sources, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<VarException>(() => EvaluateAsync(sources, "nothing"))).Message);

    [Fact]
    public async Task A_source_that_this_server_cannot_read_disturbs_only_who_uses_it()
    {
        const string Sources = "- {name: w, type: vault, config: {url: 'http://v', client_token: t}}";
        Assert.Equal("global-a", await EvaluateAsync(Sources, "((a))"));
        Assert.Equal(
            "var_source 'w': this version of the server cannot read secrets from 'vault'",
            (await Assert.ThrowsAsync<VarException>(() => EvaluateAsync(Sources, "((w:a))"))).Message);
    }

    private static async Task<string> EvaluateAsync(string sources, string text)
    {
        var ct = TestContext.Current.CancellationToken;
        var config = ConfigReader.Pipeline($"var_sources:\n{sources}").VarSources;
        var variables = await PipelineVariables.OpenAsync(config, new Global(), "t", "p", ct);
        return ((StringValue)await VarTemplate.InterpolateAsync(text, variables, requireAll: true, ct)).Text;
    }

    // As every global manager, it does not look at the source.
    private sealed class Global : IVariables
    {
        private static readonly MapValue Secrets = (MapValue)JsonText.Parse("""{"a":"global-a","only":"global-only","m":{"k":"global-k"}}""");

        public ValueTask<Value?> FindAsync(VarReference reference, CancellationToken cancellationToken) =>
            new(Secrets.TryGetValue(reference.Path, out var secret) ? reference.Traverse(secret) : null);
    }
}

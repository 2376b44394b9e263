using Concourse.Core.Configuration;
using Concourse.Core.Validation;
using Concourse.Core.Values;
using Concourse.Core.Variables;

namespace Concourse.Core.Tests.Configuration;

/// <summary>What <c>fly set-pipeline --check-creds</c> refuses (pipeline-config.md §10).</summary>
public sealed class CredentialCheckTests
{
    [Theory]
    [InlineData("resource_types: [{name: t, type: a, source: {s: ((a)), t: ((b)), k: ((known))}}]", "undefined vars: a, b")]
    [InlineData("resources: [{name: r, type: a, source: {((key)): 1}}]", "undefined vars: key")]
    [InlineData("resources: [{name: r, type: a, webhook_token: ((hook))}]", "undefined vars: hook")]
    [InlineData("resources: [{name: r, type: a, source: {s: ((x)), m: ((known.f))}}]", "cannot access field 'f' of non-map value ('string') from var: known.f")]
    [InlineData("jobs: [{name: j, plan: [{task: t, file: a/b, params: {A: ((a))}, vars: {v: ((v))}}]}]", "undefined vars: a|undefined vars: v")]
    [InlineData("jobs: [{name: j, plan: [], on_failure: {try: {task: t, file: a/b, params: {A: ((a))}}}}]", "undefined vars: a")]
    [InlineData("jobs: [{name: j, plan: [{task: t, config: {platform: ((p)), params: {A: ((a))}}}]}]", "failed to interpolate task config: undefined vars: a, p")]
    [InlineData("jobs: [{name: j, plan: [{task: t, config: {platform: ((empty))}}]}]", "failed to create task config from bytes: invalid task configuration:\nmissing 'platform'")]
    [InlineData("resources: [{name: r, type: a, source: {s: ((x))}}, {name: q, type: a, source: {s: ((y))}, webhook_token: ((z))}]", "undefined vars: x|undefined vars: y|undefined vars: z")]
    public async Task Vars_that_the_secret_manager_does_not_know_are_refused_in_upstreams_words(string pipeline, string errors)
    {
        var lines = errors.Split('|');
        var head = lines.Length == 1 ? "1 error occurred:" : $"{lines.Length} errors occurred:";
        Assert.Equal(
            $"credential validation failed\n\n{head}\n{string.Concat(lines.Select(l => $"\t* {l}\n"))}\n", await CheckAsync(pipeline));
    }

    [Theory]
    [InlineData("resources: [{name: r, type: a, source: {s: ((known)), t: ((nosuch:known))}, webhook_token: x((known))}]")]
    [InlineData("prototypes: [{name: p, type: a, source: {s: ((unknown))}}]")]
    [InlineData("jobs: [{name: j, plan: [{get: r, params: {p: ((unknown))}}, {put: r, params: {p: ((unknown))}}, {load_var: v, file: ((unknown))}]}]")]
    [InlineData("jobs: [{name: ((unknown)), plan: [{task: t, file: a/((unknown)), tags: [((unknown))]}]}]")]
    [InlineData("resources: [{name: r, type: a}]\nresource_types: [{name: t, type: a}]\njobs: [{name: j}]")]
    public async Task What_is_known_or_not_looked_at_is_accepted(string pipeline) => Assert.Null(await CheckAsync(pipeline));

    private static Task<string?> CheckAsync(string pipeline) => CredentialCheck.FailureAsync(
        ConfigReader.LenientPipeline(pipeline), new Known(), TestContext.Current.CancellationToken);

    // Does not look at the source, as a global manager does not.
    private sealed class Known : IVariables
    {
        private static readonly StaticVariables Secrets = new(new MapValue(("known", "secret"), ("empty", "")));

        public ValueTask<Value?> FindAsync(VarReference reference, CancellationToken cancellationToken) => new(Secrets.Find(reference.WithoutSource()));
    }
}

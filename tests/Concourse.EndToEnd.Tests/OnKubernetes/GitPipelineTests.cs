using System.Security.Cryptography;
using System.Text;
using Concourse.EndToEnd.Tests.World;
using Concourse.Testing.Clusters;
using Concourse.Testing.Postgres;

namespace Concourse.EndToEnd.Tests.OnKubernetes;

/// <summary>A real git repository flows through get, task and put, each in a pod of its own.</summary>
[Collection(nameof(OneServer))]
public sealed class GitPipelineTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_commit_is_fetched_built_on_pushed_with_a_tag_and_saved_as_the_builds_output()
    {
        Assert.SkipWhen(LiveCluster.Find() is null, LiveCluster.Missing);
        var cluster = LiveCluster.Find()!;
        await using var git = new GitServer(cluster.Host);
        var commit = await git.CreateAsync("app", "file", "content", "a change", Ct);
        var before = await git.CreateAsync("releases", "RELEASES", "none yet\n", "begin", Ct);

        await using var build = await KubernetesBuild.StartAsync(postgres, cluster, Pipeline(cluster, git), Ct);
        try
        {
            var record = await build.EndAsync(Ct);
            Assert.True(record.Status == "succeeded", string.Join('\n', [record.Status, .. record.Logs, .. record.Events]));
        }
        finally
        {
            TestContext.Current.TestOutputHelper?.WriteLine(build.NodeLog);
        }

        var released = await git.AskAsync("releases", Ct, "rev-parse", "main");
        Assert.Equal(before, await git.AskAsync("releases", Ct, "rev-parse", "main~1"));
        Assert.Equal(released, await git.AskAsync("releases", Ct, "rev-parse", "refs/tags/v1^{commit}"));
        Assert.Equal($"none yet\n{commit} a change content", await git.AskAsync("releases", Ct, "show", "main:RELEASES"));
        Assert.Equal(Digest($"{{\"ref\":\"{released}\"}}"), await build.ScalarAsync<string>(
            $"SELECT version_digest FROM build_resource_config_version_outputs WHERE build_id = {build.Id} AND name = 'releases'", Ct));
    }

    private static string Digest(string version) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version)));

    private static string Pipeline(LiveCluster cluster, GitServer git) =>
        $$$"""
        resources:
        - {name: app, type: git, source: {uri: "{{{git.UriOf("app")}}}", branch: main}}
        - {name: releases, type: git, source: {uri: "{{{git.UriOf("releases")}}}", branch: main}}
        jobs:
        - name: job
          plan:
          - in_parallel: [{get: app}, {get: releases}]
          - task: package
            config:
              platform: linux
              image_resource: {type: registry-image, source: {repository: {{{cluster.Images["task"].Split('@')[0]}}}}}
              inputs: [{name: app}, {name: releases}]
              outputs: [{name: release}]
              run:
                path: sh
                args:
                - -ec
                - |
                  git clone --quiet ./releases release
                  cd release
                  echo "$(git -C ../app log -1 --format='%H %s') $(cat ../app/file)" >>RELEASES
                  echo v1 >.git/release-tag
                  git -c user.name=Test -c user.email=test@localhost commit --quiet --all --message 'a release'
          - put: releases
            params: {repository: release, tag: release/.git/release-tag}
        """;
}

using Concourse.EndToEnd.Tests.World;
using Concourse.Testing.Clusters;

namespace Concourse.EndToEnd.Tests.OnKubernetes;

/// <summary>
/// Get, task and put. The task writes many lines, breaks one, and a character, in the middle, and waits there at gates
/// <c>start</c>, <c>line</c> and <c>character</c>; at <c>end</c> it has only to exit.
/// </summary>
internal static class KubernetesPipeline
{
    public const int Lines = 300;

    public static readonly IReadOnlyList<string> Gates = ["start", "line", "character", "end"];

    // Two characters of two and three bytes: the gates stand between the bytes of the first, and of a line.
    private const string Script =
        """
        did task-starts
        at start
        printf 'half a li'; at line
        printf 'ne\n'
        i=0; while [ $i -lt LINES ]; do i=$((i+1)); echo "line $i of the many"; [ $((i%10)) != 0 ] || sleep 0.02; done
        printf 'broken \342\202'; at character
        printf '\254 and \303'; sleep 0.1; printf '\251\n'
        cp src/version built/version
        printf 'and no newline at the end'
        did task-ends
        at end
        """;

    public static string Write(LiveCluster cluster, IStage stage)
    {
        var task = cluster.Images["task"].Split('@');
        return $$$"""
            resources:
            - {name: src, type: mock, source: {initial_version: one, log: from the source}}
            - {name: release, type: mock, source: {no_initial_version: true, metadata: [{name: made, value: here}]}}
            jobs:
            - name: job
              plan:
              - get: src
              - task: build
                config:
                  platform: linux
                  image_resource: {type: registry-image, source: {repository: {{{task[0]}}}}}
                  inputs: [{name: src}]
                  outputs: [{name: built}]
                  run:
                    path: sh
                    args:
                    - -ec
                    - |
            {{{Indented(stage.Functions)}}}
            {{{Indented(Script.Replace("LINES", $"{Lines}", StringComparison.Ordinal))}}}
              - put: release
                params: {file: built/version}
            """;
    }

    private static string Indented(string script) =>
        string.Join('\n', script.Split('\n').Select(line => "          " + line));
}

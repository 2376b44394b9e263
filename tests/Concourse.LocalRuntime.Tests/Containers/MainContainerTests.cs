using System.Text.Json;
using System.Text.Json.Nodes;
using Concourse.LocalRuntime.Containers;
using Concourse.Runtime.Images;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Volumes;

namespace Concourse.LocalRuntime.Tests.Containers;

/// <summary>Whole specifications, compared as what is said to the engine.</summary>
public sealed class MainContainerTests
{
    private static readonly LocalRuntimeOptions Options = new() { Endpoint = new Uri("unix:///x"), SupervisorPath = "/s" };
    private static readonly MainImage Image = new("app@sha256:1", null, []);
    private static readonly SandboxSpec Plain = new()
    {
        Handle = "h1",
        Metadata = new SandboxMetadata { Type = "task", StepName = "unit" },
        Image = new ImageSource.Registry("app@sha256:1"),
        Mounts = [],
    };

    [Fact]
    public void A_plain_sandbox_asks_for_no_more_than_it_needs() => AssertSpec(
        Plain, Image, Options,
        """
        {
          "Name": "concourse-w-h1",
          "Image": "app@sha256:1",
          "Entrypoint": ["/.concourse/bin/concourse-supervisor"],
          "Cmd": ["run", "--state", "/.concourse/state"],
          "Labels": {"concourse.worker": "w", "concourse.handle": "h1", "concourse.type": "task", "concourse.step": "unit"},
          "StopSignal": "SIGTERM",
          "Healthcheck": {"Test": ["NONE"]},
          "HostConfig": {
            "Binds": ["/srv/w/bin/abc:/.concourse/bin:ro", "/srv/w/sandboxes/h1:/.concourse/state"],
            "RestartPolicy": {"Name": 1}
          }
        }
        """);

    [Fact]
    public void Everything_asked_for_is_there() => AssertSpec(
        Plain with
        {
            Privileged = true,
            NeedsRoot = true,
            Limits = new SandboxLimits(512, 1 << 20),
            Metadata = new SandboxMetadata
            {
                Type = "get", StepName = "repo", Attempt = "2.1", TeamName = "main", PipelineName = "p", PipelineInstanceVars = """{"b":1}""",
                JobName = "j", BuildName = "7",
            },
            Mounts =
            [
                new VolumeMount("v1", "/tmp/build/1", new VolumeContent.Empty()),
                new VolumeMount("v2", "/tmp/build/1/cache", new VolumeContent.Existing()),
            ],
        },
        new MainImage("localhost/x:v", "app", ["A=1"]),
        Options with { Network = "host", DnsServers = ["10.0.0.1"], ExtraHosts = ["git:10.0.0.2"] },
        """
        {
          "Name": "concourse-w-h1",
          "Image": "localhost/x:v",
          "Entrypoint": ["/.concourse/bin/concourse-supervisor"],
          "Cmd": ["run", "--state", "/.concourse/state"],
          "User": "0:0",
          "Env": ["A=1"],
          "Labels": {
            "concourse.worker": "w", "concourse.handle": "h1", "concourse.type": "get", "concourse.step": "repo", "concourse.attempt": "2.1",
            "concourse.team": "main", "concourse.pipeline": "p", "concourse.instance-vars": "{\"b\":1}", "concourse.job": "j",
            "concourse.build": "7"
          },
          "StopSignal": "SIGTERM",
          "Healthcheck": {"Test": ["NONE"]},
          "HostConfig": {
            "Binds": [
              "/srv/w/bin/abc:/.concourse/bin:ro", "/srv/w/sandboxes/h1:/.concourse/state",
              "/srv/w/volumes/v1:/tmp/build/1", "/srv/w/volumes/v2:/tmp/build/1/cache:ro"
            ],
            "NetworkMode": "host", "Dns": ["10.0.0.1"], "ExtraHosts": ["git:10.0.0.2"],
            "Privileged": true, "CpuShares": 512, "Memory": 1048576, "MemorySwap": 1048576,
            "RestartPolicy": {"Name": 1}
          }
        }
        """);

    [Fact]
    public void A_hermetic_sandbox_has_no_network_whatever_the_options_say() => AssertSpec(
        Plain with { Hermetic = true },
        Image with { User = "1234" },
        Options with { Network = "host", DnsServers = ["10.0.0.1"], ExtraHosts = ["git:10.0.0.2"] },
        """
        {
          "Name": "concourse-w-h1",
          "Image": "app@sha256:1",
          "Entrypoint": ["/.concourse/bin/concourse-supervisor"],
          "Cmd": ["run", "--state", "/.concourse/state", "--hermetic"],
          "User": "1234",
          "Labels": {"concourse.worker": "w", "concourse.handle": "h1", "concourse.type": "task", "concourse.step": "unit"},
          "StopSignal": "SIGTERM",
          "Healthcheck": {"Test": ["NONE"]},
          "HostConfig": {
            "Binds": ["/srv/w/bin/abc:/.concourse/bin:ro", "/srv/w/sandboxes/h1:/.concourse/state"],
            "NetworkMode": "none",
            "RestartPolicy": {"Name": 1}
          }
        }
        """);

    private static void AssertSpec(SandboxSpec spec, MainImage image, LocalRuntimeOptions options, string expected)
    {
        var actual = JsonSerializer.SerializeToNode(
            MainContainer.Specify(spec, image, "w", "abc", new StateLayout("/srv/w"), options))!;
        Assert.Equal(Canonical(JsonNode.Parse(expected)!)!.ToJsonString(), Canonical(actual)!.ToJsonString());
    }

    /// <summary>Keys in order, without what the engine reads as "not given": null, zero, false, empty.</summary>
    private static JsonNode? Canonical(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            var kept = map.Select(p => KeyValuePair.Create(p.Key, Canonical(p.Value))).Where(p => p.Value is not null);
            node = new JsonObject(kept.OrderBy(p => p.Key, StringComparer.Ordinal));
        }

        return node?.ToJsonString() is null or "{}" or "[]" or "0" or "false" or "\"\"" ? null : node.DeepClone();
    }
}

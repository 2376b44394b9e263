using System.Text.Json.Nodes;
using ResourceTypes.Mock;
using ResourceTypes.Protocol;

namespace ResourceTypes.Tests.Mock;

public sealed class MockResourceTests : IDisposable
{
    private const string Unprivileged = "         0     100000      65536\n";
    private const string Privileged = "         0          0 4294967295\n";

    private readonly StringWriter _log = new();

    [Theory]
    [InlineData("{\"source\":{}}", "mock")]
    [InlineData("{\"source\":null}", "mock")]
    [InlineData("{\"source\":{\"initial_version\":\"a\"}}", "a")]
    [InlineData("{\"source\":{\"initial_version\":\"a\"},\"version\":{\"version\":\"b\"}}", "b")]
    [InlineData("{\"source\":{\"force_version\":\"c\"},\"version\":{\"version\":\"b\"}}", "c")]
    [InlineData("{\"source\":{\"no_initial_version\":true},\"version\":{\"version\":\"b\"}}", "b")]
    public async Task Check_returns_the_forced_or_given_or_initial_version(string request, string version)
    {
        var versions = await CheckAsync(Resource(), request);

        Assert.Equal(version, Assert.Single(versions)["version"]);
    }

    [Fact]
    public async Task Check_returns_nothing_without_an_initial_version() =>
        Assert.Empty(await CheckAsync(Resource(), "{\"source\":{\"no_initial_version\":true}}"));

    [Fact]
    public async Task A_mirrored_image_starts_with_the_version_it_was_mirrored_at()
    {
        var resource = Resource(variables: new() { ["MIRRORED_VERSION"] = "m1" });

        var versions = await CheckAsync(resource, "{\"source\":{}}");

        Assert.Equal("m1", Assert.Single(versions)["version"]);
    }

    [Fact]
    public async Task A_version_says_when_root_inside_is_root_outside()
    {
        var privileged = Assert.Single(await CheckAsync(Resource(uidMap: Privileged), "{\"source\":{}}"));
        var unprivileged = Assert.Single(await CheckAsync(Resource(), "{\"source\":{}}"));

        Assert.Equal("true", privileged["privileged"]);
        Assert.False(unprivileged.ContainsKey("privileged"));
    }

    [Fact]
    public async Task A_check_fails_on_demand()
    {
        var failure = await Assert.ThrowsAsync<ResourceException>(
            () => CheckAsync(Resource(), "{\"source\":{\"check_failure\":\"super broken\"}}"));

        Assert.Equal("intentionally failing to check: super broken", failure.Message);
    }

    [Fact]
    public async Task A_malformed_delay_is_named()
    {
        var failure = await Assert.ThrowsAsync<ResourceException>(
            () => CheckAsync(Resource(), "{\"source\":{\"check_delay\":\"soon\"}}"));

        Assert.StartsWith("malformed check_delay duration (soon): ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_writes_version_and_files_with_those_of_the_params_winning()
    {
        using var folder = new TempFolder();

        var result = await InAsync(folder, """
            {"source":{"create_files":{"a.txt":"from source","dir/b.yml":{"x":[1,true]},"c":"START_VARkeyEND_VAR"},
                       "metadata":[{"name":"n","value":"v"}],"log":"said"},
             "version":{"version":"v1","privileged":"true"},
             "params":{"create_files_via_params":{"a.txt":"from params"}}}
            """);

        Assert.Equal("v1\n", folder.Read("version"));
        Assert.Equal("false\n", folder.Read("privileged"));
        Assert.Equal("from params", folder.Read("a.txt"));
        Assert.Equal("{\"x\":[1,true]}", folder.Read("dir/b.yml"));
        Assert.Equal("((key))", folder.Read("c"));
        Assert.Equal([new("version", "v1"), new("privileged", "true")], result.Version.ToArray());
        Assert.Equal([new MetadataField("n", "v")], result.Metadata!);
        Assert.Contains("fetching version: v1", _log.ToString(), StringComparison.Ordinal);
        Assert.Contains("said", _log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"source\":{\"mirror_self\":true},\"version\":{\"version\":\"v2\"}}")]
    [InlineData("{\"source\":{},\"version\":{\"version\":\"v2\"},\"params\":{\"mirror_self_via_params\":true}}")]
    public async Task In_mirrors_its_own_image(string request)
    {
        using var image = new TempFolder();
        image.Write("opt/resource/check", "#!/bin/sh").Write("proc/1/stat", "no part of it").Write("tmp/x", "neither");
        File.SetUnixFileMode(image["opt/resource/check"], UnixFileMode.UserExecute | UnixFileMode.UserRead);
        Directory.CreateDirectory(image["bin"]);
        File.CreateSymbolicLink(image["bin/sh"], "/bin/busybox");
        using var folder = new TempFolder();

        await InAsync(folder, request, image.Path);

        Assert.Equal(UnixFileMode.UserExecute | UnixFileMode.UserRead, File.GetUnixFileMode(folder["rootfs/opt/resource/check"]));
        Assert.Equal("/bin/busybox", new FileInfo(folder["rootfs/bin/sh"]).LinkTarget);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder["rootfs/proc"]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder["rootfs/tmp"]));
        var metadata = JsonNode.Parse(folder.Read("metadata.json"))!;
        Assert.Equal("{\"env\":[\"MIRRORED_VERSION=v2\"],\"user\":\"root\"}", metadata.ToJsonString());
    }

    [Fact]
    public void A_mirror_leaves_out_what_is_mounted()
    {
        using var image = new TempFolder();
        image.Write("var/run/secrets/token", "secret").Write("var/kept", "kept");
        using var folder = new TempFolder();
        var mounts = MountPoints.Parse($"22 1 0:5 / / rw - overlay o rw\n23 22 0:6 / {image["var/run/secrets"]} rw - tmpfs t rw\n");

        RootfsMirror.Copy(image.Path, folder["rootfs"], mounts, TestContext.Current.CancellationToken);

        Assert.Equal("kept", folder.Read("rootfs/var/kept"));
        Assert.True(Directory.Exists(folder["rootfs/var/run/secrets"]));
        Assert.False(File.Exists(folder["rootfs/var/run/secrets/token"]));
    }

    [Fact]
    public void A_mount_point_with_a_space_is_understood() =>
        Assert.Equal(["/a b"], MountPoints.Parse("1 2 0:1 / /a\\040b rw - tmpfs t rw"));

    [Theory]
    [InlineData("{\"source\":{},\"params\":{\"version\":\"v3\"}}", "v3")]
    [InlineData("{\"source\":{},\"params\":{\"file\":\"some/version\"}}", "from file\n")]
    public async Task Out_takes_the_version_from_params_or_a_file(string request, string version)
    {
        using var sources = new TempFolder();
        sources.Write("some/version", "from file\n");

        var result = await Resource().OutAsync(await Script.RequestAsync(request), sources.Path, TestContext.Current.CancellationToken);

        Assert.Equal(version, result.Version["version"]);
        Assert.Contains("pushing version: " + version, _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Out_prints_its_environment_on_demand()
    {
        var resource = Resource(variables: new() { ["BUILD_NAME"] = "42" });

        await resource.OutAsync(
            await Script.RequestAsync("{\"source\":{},\"params\":{\"version\":\"v\",\"print_env\":true}}"),
            "/", TestContext.Current.CancellationToken);

        Assert.Contains("env: BUILD_NAME=42", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Out_without_a_version_fails()
    {
        using var sources = new TempFolder();

        var run = await Script.RunAsync("mock", "out", "{\"source\":{}}", sources.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no version specified", run.Stderr, StringComparison.Ordinal);
    }

    public void Dispose() => _log.Dispose();

    private MockResource Resource(
        string root = "/nonexistent", string uidMap = Unprivileged, Dictionary<string, string>? variables = null) =>
        new(new ScriptLog(_log), new MockEnvironment(root, variables ?? [], uidMap, TimeProvider.System));

    private static async Task<IReadOnlyList<Dictionary<string, string>>> CheckAsync(MockResource resource, string request) =>
        await resource.CheckAsync(await Script.RequestAsync(request), TestContext.Current.CancellationToken);

    private async Task<ScriptResult> InAsync(TempFolder folder, string request, string root = "/nonexistent") =>
        await Resource(root).InAsync(await Script.RequestAsync(request), folder.Path, TestContext.Current.CancellationToken);
}

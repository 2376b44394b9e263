using System.Formats.Tar;
using System.Text;

namespace ResourceTypes.Tests.RegistryImage;

public sealed class RegistryImageTests(TestRegistry registry) : IClassFixture<TestRegistry>
{
    private const string Config =
        "{\"config\":{\"Env\":[\"A=b\"],\"User\":\"1234\",\"Entrypoint\":[\"/run\"],\"Cmd\":[\"x\",\"y\"]},\"rootfs\":{\"type\":\"layers\"}}";

    [Fact]
    public async Task Check_resolves_the_tag_and_keeps_the_version_before()
    {
        var first = await registry.PutImageAsync("check/moved", "1.10", Config, TestRegistry.Layer(File("a", "1")));
        var before = await CheckAsync("check/moved", ",\"tag\":1.10");
        var second = await registry.PutImageAsync("check/moved", "1.10", Config, TestRegistry.Layer(File("a", "2")));
        var after = await CheckAsync("check/moved", ",\"tag\":1.10", first);
        var unchanged = await CheckAsync("check/moved", ",\"tag\":1.10", second);

        Assert.Equal($"[{{\"tag\":\"1.10\",\"digest\":\"{first}\"}}]\n", before.Stdout);
        Assert.Equal($"[{{\"tag\":\"1.10\",\"digest\":\"{first}\"}},{{\"tag\":\"1.10\",\"digest\":\"{second}\"}}]\n", after.Stdout);
        Assert.Equal($"[{{\"tag\":\"1.10\",\"digest\":\"{second}\"}}]\n", unchanged.Stdout);
    }

    [Fact]
    public async Task Check_of_a_missing_tag_returns_nothing()
    {
        await registry.PutImageAsync("check/there", "here", Config, TestRegistry.Layer(File("a", "1")));

        Assert.Equal("[]\n", (await CheckAsync("check/there", ",\"tag\":\"gone\"")).Stdout);
    }

    [Fact]
    public async Task In_unpacks_the_layers_in_order_with_their_whiteouts()
    {
        using var folder = new TempFolder();
        var run = await InAsync("in/layers", folder,
            TestRegistry.Layer(
                Folder("etc"), File("etc/kept", "kept"), File("etc/removed", "x"), File("etc/changed", "old"),
                Folder("opaque"), File("opaque/lower", "x"), Folder("was-folder"), File("was-folder/x", "x"),
                File("bin/tool", "tool", UnixFileMode.UserExecute | UnixFileMode.UserRead | UnixFileMode.SetUser)),
            TestRegistry.Layer(
                File("etc/.wh.removed", ""), File("etc/changed", "new"), File("opaque/.wh..wh..opq", ""),
                File("opaque/upper", "upper"), File("was-folder", "now a file"),
                new PaxTarEntry(TarEntryType.HardLink, "bin/hard") { LinkName = "bin/tool" },
                new PaxTarEntry(TarEntryType.SymbolicLink, "bin/soft") { LinkName = "/bin/tool" }));

        Assert.True(run.ExitCode == 0, run.Stderr);
        Assert.Equal(
            ["bin", "bin/hard", "bin/soft", "bin/tool", "etc", "etc/changed", "etc/kept", "opaque", "opaque/upper", "was-folder"],
            Directory.EnumerateFileSystemEntries(folder["rootfs"], "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(folder["rootfs"], path)).Order(StringComparer.Ordinal));
        Assert.Equal("new", folder.Read("rootfs/etc/changed"));
        Assert.Equal("/bin/tool", new FileInfo(folder["rootfs/bin/soft"]).LinkTarget);
        Assert.Equal(
            UnixFileMode.UserExecute | UnixFileMode.UserRead | UnixFileMode.SetUser,
            System.IO.File.GetUnixFileMode(folder["rootfs/bin/hard"]));
    }

    [Fact]
    public async Task In_writes_how_the_image_starts_and_where_it_came_from()
    {
        using var folder = new TempFolder();
        var run = await InAsync("in/files", folder, TestRegistry.Layer(File("a", "1")));

        Assert.Equal(
            "{\"env\":[\"A=b\"],\"user\":\"1234\",\"entrypoint\":[\"/run\"],\"cmd\":[\"x\",\"y\"]}", folder.Read("metadata.json"));
        Assert.Equal($"{registry.Authority}/in/files", folder.Read("repository"));
        Assert.Equal("latest", folder.Read("tag"));
        Assert.Equal((string)run.Json["version"]!["digest"]!, folder.Read("digest"));
    }

    [Fact]
    public async Task In_never_writes_outside_of_the_root_file_system()
    {
        using var folder = new TempFolder();
        using var outside = new TempFolder();

        var run = await InAsync("in/hostile", folder, TestRegistry.Layer(
            new PaxTarEntry(TarEntryType.SymbolicLink, "escape") { LinkName = outside.Path },
            File("escape/through-link", "x"),
            new PaxTarEntry(TarEntryType.SymbolicLink, "up") { LinkName = "../../../../../../.." },
            File("up" + outside.Path + "/through-dots", "x"),
            File("../../climbed", "x")));

        Assert.True(run.ExitCode == 0, run.Stderr);
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside.Path));
        Assert.False(System.IO.File.Exists(folder["climbed"]));
        Assert.Equal("x", folder.Read("rootfs" + outside.Path + "/through-link"));
        Assert.Equal("x", folder.Read("rootfs/climbed"));
    }

    [Fact]
    public async Task In_takes_this_platform_from_an_index()
    {
        const string Index = "application/vnd.oci.image.index.v1+json";
        var other = await registry.PutImageAsync("in/index", "other", Config, TestRegistry.Layer(File("a", "other")));
        var ours = await registry.PutImageAsync("in/index", "ours", Config, TestRegistry.Layer(File("a", "ours")));
        var digest = await registry.PutManifestAsync("in/index", "latest", Index,
            $"{{\"schemaVersion\":2,\"mediaType\":\"{Index}\",\"manifests\":[{Entry(other, "s390x")},{Entry(ours, Architecture())}]}}");
        using var folder = new TempFolder();

        var run = await Script.RunAsync("registry-image", "in", Request("in/index", "", digest), folder.Path);

        Assert.True(run.ExitCode == 0, run.Stderr);
        Assert.Equal("ours", folder.Read("rootfs/a"));

        static string Entry(string manifest, string architecture) =>
            $"{{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"{manifest}\",\"size\":1,\"platform\":{{\"os\":\"linux\",\"architecture\":\"{architecture}\"}}}}";
    }

    [Theory]
    [InlineData("{}", "source.repository is required")]
    [InlineData("{\"repository\":\"a:b/../c\"}", "is no repository name")]
    [InlineData("{\"repository\":\"127.0.0.1:1/x\"}", "Connection refused")]
    [InlineData("{\"repository\":\"127.0.0.1:1/x\",\"tag\":[]}", "source.tag must be a string or a number")]
    [InlineData("{\"repository\":\"127.0.0.1:1/x\",\"tag\":\"../../y\"}", "is no valid tag")]
    public async Task A_source_that_cannot_be_used_is_named(string source, string message)
    {
        var run = await Script.RunAsync("registry-image", "check", $"{{\"source\":{source}}}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Stderr, StringComparison.Ordinal);
    }

    private static PaxTarEntry File(string name, string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite) =>
        new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)), Mode = mode };

    private static PaxTarEntry Folder(string name) => new PaxTarEntry(TarEntryType.Directory, name)
    {
        Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
    };

    private static string Architecture() =>
        System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    private string Request(string repository, string source, string? digest)
    {
        var version = digest is null ? "" : $",\"version\":{{\"tag\":\"latest\",\"digest\":\"{digest}\"}}";
        return $"{{\"source\":{{\"repository\":\"{registry.Authority}/{repository}\"{source}}}{version}}}";
    }

    private Task<ScriptRun> CheckAsync(string repository, string source, string? digest = null) =>
        Script.RunAsync("registry-image", "check", Request(repository, source, digest));

    private async Task<ScriptRun> InAsync(string repository, TempFolder folder, params byte[][] layers)
    {
        var digest = await registry.PutImageAsync(repository, "latest", Config, layers);
        return await Script.RunAsync("registry-image", "in", Request(repository, "", digest), folder.Path);
    }
}

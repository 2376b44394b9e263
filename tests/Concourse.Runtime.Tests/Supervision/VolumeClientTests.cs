using System.Diagnostics;
using System.Formats.Tar;
using System.Text;
using Concourse.Runtime.Supervision;
using ZstdSharp;

namespace Concourse.Runtime.Tests.Supervision;

/// <summary>Volumes through the real helper.</summary>
public sealed class VolumeClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tree_keeps_owners_modes_times_and_links_on_its_way()
    {
        await using var supervisor = new LocalSupervisor();
        await using var client = supervisor.Client();
        await ShellAsync(supervisor.Volumes, """
            mkdir -p a/sub/empty && cd a
            echo text > sub/file && chmod 4751 sub/file && chown 1234:4321 sub/file && touch -d '2001-02-03 04:05:06.5' sub/file
            ln sub/file hard && ln -s /etc/passwd absolute && ln -s ../../outside relative && mkfifo pipe
            chmod 555 sub/empty && head -c 3000000 /dev/urandom > big && chown -h 1234 absolute
            """);
        await using (var archive = await client.Volumes.StreamOutAsync("a", Token))
        {
            await client.Volumes.StreamInAsync("b", archive, Token);
        }

        // Times travel in steps of 100 ns.
        const string listing = "find . -printf '%P %y %m %U:%G %T@ %l %n\\n' | sed 's/\\(\\.[0-9]\\{7\\}\\)[0-9]*/\\1/' | sort; cat sub/file; sha256sum < big; ls -i hard sub/file | cut -d' ' -f1 | uniq | wc -l";
        Assert.Equal(
            await ShellAsync(Path.Combine(supervisor.Volumes, "a"), listing),
            await ShellAsync(Path.Combine(supervisor.Volumes, "b"), listing));
    }

    [Fact]
    public async Task A_copy_is_the_same_tree()
    {
        await using var supervisor = new LocalSupervisor();
        await using var client = supervisor.Client();
        await ShellAsync(supervisor.Volumes, "mkdir -p a/sub; echo text > a/sub/file; chown 12:34 a/sub/file; ln a/sub/file a/hard; ln -s sub a/link");
        await client.Volumes.CopyAsync("a", "b", Token);
        const string listing = "find . -printf '%P %y %m %U:%G %T@ %l %n\\n' | sort; cat link/file";
        Assert.Equal(
            await ShellAsync(Path.Combine(supervisor.Volumes, "a"), listing),
            await ShellAsync(Path.Combine(supervisor.Volumes, "b"), listing));
        Assert.Equal(["a", "b"], await client.Volumes.ListAsync(Token));
        await client.Volumes.DeleteAsync("b", Token);
        await client.Volumes.DeleteAsync("b", Token);
        Assert.Equal(["a"], await client.Volumes.ListAsync(Token));
    }

    [Theory]
    [InlineData("../escaped")]
    [InlineData("sub/../../escaped")]
    [InlineData("/escaped")]
    public async Task Names_that_climb_stay_inside(string name)
    {
        await using var supervisor = new LocalSupervisor();
        await using var client = supervisor.Client();
        await client.Volumes.StreamInAsync("v", Archive(File(name, "evil")), Token);
        Assert.False(System.IO.File.Exists("/escaped"));
        Assert.False(System.IO.File.Exists(Path.Combine(supervisor.Volumes, "escaped")));
        Assert.Equal("evil", await System.IO.File.ReadAllTextAsync(Path.Combine(supervisor.Volumes, "v", "escaped"), Token));
    }

    [Fact]
    public async Task Writing_through_a_link_stays_inside()
    {
        await using var supervisor = new LocalSupervisor();
        await using var client = supervisor.Client();
        var outside = Directory.CreateDirectory(Path.Combine(supervisor.Folder, "outside")).FullName;
        await client.Volumes.StreamInAsync(
            "v",
            Archive(
                Link(TarEntryType.SymbolicLink, "up", "../../outside"),
                File("up/file", "evil"),
                Link(TarEntryType.SymbolicLink, "absolute", outside),
                File("absolute/file", "evil"),
                Link(TarEntryType.SymbolicLink, "passwd", "/etc/passwd"),
                File("passwd", "replaced")),
            Token);
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
        Assert.StartsWith("root:", await System.IO.File.ReadAllTextAsync("/etc/passwd", Token), StringComparison.Ordinal);
        Assert.Equal("replaced", await System.IO.File.ReadAllTextAsync(Path.Combine(supervisor.Volumes, "v", "passwd"), Token));
    }

    [Fact]
    public async Task A_hard_link_cannot_reach_a_file_outside()
    {
        await using var supervisor = new LocalSupervisor();
        await using var client = supervisor.Client();
        await System.IO.File.WriteAllTextAsync(Path.Combine(supervisor.Volumes, "secret"), "secret", Token);
        await Assert.ThrowsAsync<FileNotFoundException>(() =>
            client.Volumes.StreamInAsync("v", Archive(Link(TarEntryType.HardLink, "stolen", "../secret")), Token));
    }

    [Fact]
    public async Task Bytes_that_are_no_archive_are_an_error_and_the_connection_goes_on()
    {
        await using var supervisor = new LocalSupervisor();
        await using var client = supervisor.Client();
        await Assert.ThrowsAsync<VolumeOperationException>(() =>
            client.Volumes.StreamInAsync("v", new MemoryStream(Encoding.UTF8.GetBytes("no zstd at all")), Token));
        Assert.NotNull(await client.Volumes.ListAsync(Token));
    }

    [Fact]
    public async Task One_file_is_read_through_links_inside_its_volume_only()
    {
        await using var supervisor = new LocalSupervisor();
        await using var client = supervisor.Client();
        await ShellAsync(supervisor.Volumes, """
            mkdir -p a/dir b && echo secret > b/file && cd a
            echo text > dir/file && ln -s dir link && ln -s /dir/file rooted && ln -s ../b/file foreign && ln -s loop loop
            """);
        Assert.Equal("text\n", await ReadAsync(client, "a/dir/file"));
        Assert.Equal("text\n", await ReadAsync(client, "a/link/file"));
        Assert.Equal("text\n", await ReadAsync(client, "a/rooted"));
        foreach (var path in new[] { "a/foreign", "a/nothing", "a/dir", "nothing/file", "a/../b/file" })
        {
            await Assert.ThrowsAsync<FileNotFoundException>(() => ReadAsync(client, path));
        }

        await Assert.ThrowsAsync<VolumeOperationException>(() => ReadAsync(client, "a/loop"));
    }

    [Fact]
    public async Task Volumes_stay_readable_after_the_supervisor_was_killed()
    {
        await using var supervisor = new LocalSupervisor();
        await using var client = supervisor.Client();
        await ShellAsync(supervisor.Volumes, "mkdir a; echo text > a/file");
        supervisor.KillMain();
        Assert.Equal("text\n", await ReadAsync(client, "a/file"));
    }

    [Fact]
    public async Task An_abandoned_stream_does_not_hold_up_the_others()
    {
        await using var supervisor = new LocalSupervisor();
        await using var client = supervisor.Client();
        await ShellAsync(supervisor.Volumes, "mkdir a; head -c 20000000 /dev/urandom > a/big; echo text > a/file");
        await using (await client.Volumes.OpenFileAsync("a/big", Token))
        {
            Assert.Equal("text\n", await ReadAsync(client, "a/file"));
        }

        Assert.Equal("text\n", await ReadAsync(client, "a/file"));
    }

    private static async Task<string> ReadAsync(SupervisorClient client, string path)
    {
        await using var stream = await client.Volumes.OpenFileAsync(path, Token);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Token);
    }

    private static PaxTarEntry File(string name, string content) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) };

    private static PaxTarEntry Link(TarEntryType type, string name, string target) => new(type, name) { LinkName = target };

    private static MemoryStream Archive(params PaxTarEntry[] entries)
    {
        var bytes = new MemoryStream();
        using (var compressed = new CompressionStream(bytes, leaveOpen: true))
        using (var tar = new TarWriter(compressed, TarEntryFormat.Pax))
        {
            foreach (var entry in entries)
            {
                tar.WriteEntry(entry);
            }
        }

        bytes.Position = 0;
        return bytes;
    }

    private static async Task<string> ShellAsync(string folder, string script)
    {
        using var shell = Process.Start(
            new ProcessStartInfo("sh", ["-ec", script]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        var output = await shell.StandardOutput.ReadToEndAsync(Token);
        await shell.WaitForExitAsync(Token);
        Assert.Equal(0, shell.ExitCode);
        return output;
    }
}

using Concourse.LocalRuntime.Engine;
using Concourse.LocalRuntime.Images;
using Concourse.Runtime.Images;
using Concourse.Runtime.Sandboxes;
using Concourse.Runtime.Tests.Images;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concourse.LocalRuntime.Tests.Live;

/// <summary>Images come into the real engine from a real registry, from archives and from volumes.</summary>
public sealed class ImagesTests(LiveEngine live) : IAsyncLifetime
{
    private readonly string _worker = "t" + Guid.NewGuid().ToString("N")[..8];
    private ContainerEngine _engine = null!;
    private EngineImages _images = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        live.Require();
        _engine = new ContainerEngine(live.Endpoint);
        _images = new EngineImages(_engine);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await live.RemoveWorkerAsync(_worker);
        _engine.Dispose();
    }

    [Fact]
    public async Task A_private_image_is_pulled_by_digest_with_credentials_and_then_needs_its_registry_no_more()
    {
        string reference;
        await using (var registry = await RealRegistry.StartAsync(password: true, Stop))
        {
            var credentials = new RegistryCredentials(RealRegistry.Username, RealRegistry.Password);
            var tag = await PushAsync(registry, credentials);
            using var http = new HttpClient();
            var resolved = await new RegistryClient(http, new RegistryOptions(), TimeProvider.System)
                .ResolveAsync(ImageReference.Parse(tag), credentials, Stop);
            reference = resolved.Reference.ToString();
            Assert.Equal(reference, await _images.EnsureAsync(reference, credentials, Stop));
        }

        Assert.Equal(reference, await _images.EnsureAsync(reference, null, Stop));
        await RemoveAsync(reference);
    }

    [Fact]
    public async Task A_pull_that_is_refused_names_image_and_reason_and_no_password()
    {
        await using var registry = await RealRegistry.StartAsync(password: true, Stop);
        var error = await Assert.ThrowsAsync<SandboxException>(
            () => _images.EnsureAsync($"{registry.Host}/private:v1", new RegistryCredentials("robot", "s3cret"), Stop));
        Assert.StartsWith($"the container engine could not pull the image {registry.Host}/private:v1: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_credentials_do_not_open_an_image_that_others_pulled()
    {
        await using var registry = await RealRegistry.StartAsync(password: true, Stop);
        var tag = await PushAsync(registry, new RegistryCredentials(RealRegistry.Username, RealRegistry.Password));
        await _images.EnsureAsync(tag, new RegistryCredentials(RealRegistry.Username, RealRegistry.Password), Stop);
        try
        {
            var error = await Assert.ThrowsAsync<SandboxException>(
                () => _images.EnsureAsync(tag, new RegistryCredentials("robot", "s3cret"), Stop));
            Assert.StartsWith($"the container engine could not pull the image {tag}: ", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            await RemoveAsync(tag);
        }
    }

    [Fact]
    public async Task A_tag_that_the_engine_has_serves_while_its_registry_is_away()
    {
        string tag;
        await using (var registry = await RealRegistry.StartAsync(password: false, Stop))
        {
            tag = await PushAsync(registry, null);
            await _images.EnsureAsync(tag, null, Stop);
        }

        Assert.Equal(tag, await _images.EnsureAsync(tag, new RegistryCredentials("robot", "s3cret"), Stop));
        await RemoveAsync(tag);
    }

    [Fact]
    public async Task An_image_that_does_not_exist_is_named()
    {
        await using var registry = await RealRegistry.StartAsync(password: false, Stop);
        var error = await Assert.ThrowsAsync<SandboxException>(() => _images.EnsureAsync($"{registry.Host}/nothing:v1", null, Stop));
        Assert.StartsWith($"the container engine could not pull the image {registry.Host}/nothing:v1: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_id_of_the_engine_is_used_as_it_is_and_missed_clearly()
    {
        var id = (await live.Client.Images.InspectImageAsync(LiveEngine.ShellImage, Stop)).ID;
        id = id.StartsWith("sha256:", StringComparison.Ordinal) ? id : "sha256:" + id;
        Assert.Equal(id, await _images.EnsureAsync(id, null, Stop));

        var missing = "sha256:" + new string('0', 64);
        var error = await Assert.ThrowsAsync<SandboxException>(() => _images.EnsureAsync(missing, null, Stop));
        Assert.Equal($"the container engine has no image {missing} (any more); load or pull it again", error.Message);
    }

    [Fact]
    public async Task A_docker_archive_is_loaded_and_its_name_reported()
    {
        var path = Path.Combine(Path.GetTempPath(), $"image-{Guid.NewGuid():N}.tar");
        try
        {
            await using (var archive = await live.Client.Images.SaveImageAsync(LiveEngine.ScratchImage, Stop))
            await using (var file = File.Create(path))
            {
                await archive.CopyToAsync(file, Stop);
            }

            Assert.Equal([LiveEngine.ScratchImage], await _images.LoadAsync(path, Stop));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_volume_becomes_an_image_once_and_goes_with_it()
    {
        var rootfs = new RootfsImages(_engine, _images, _worker);
        var volume = new ArchiveVolume(LiveEngine.WriteShellRootfs, """{"env":["A=1"],"user":"app"}""");

        var first = await rootfs.EnsureAsync(volume, Stop);
        var second = await rootfs.EnsureAsync(volume, Stop);

        Assert.Equal((first.Reference, "app"), (second.Reference, second.User));
        Assert.Equal(["A=1"], second.Env);
        Assert.Equal(1, volume.Reads);
        Assert.Equal([volume.Handle], await rootfs.ListAsync(Stop));
        Assert.Empty(await new RootfsImages(_engine, _images, "other").ListAsync(Stop));

        await rootfs.DeleteAsync(volume.Handle, Stop);
        await rootfs.DeleteAsync(volume.Handle, Stop);
        Assert.Empty(await rootfs.ListAsync(Stop));
    }

    [Fact]
    public async Task The_image_of_one_volume_goes_and_those_of_others_stay()
    {
        var rootfs = new RootfsImages(_engine, _images, _worker);
        var (going, staying) = (new ArchiveVolume(LiveEngine.WriteShellRootfs, "{}"), new ArchiveVolume(LiveEngine.WriteShellRootfs, "{}"));
        await rootfs.EnsureAsync(going, Stop);
        await rootfs.EnsureAsync(staying, Stop);
        await rootfs.DeleteAsync(going.Handle, Stop);
        Assert.Equal([staying.Handle], await rootfs.ListAsync(Stop));
    }

    [Fact]
    public async Task A_volume_without_metadata_is_no_image()
    {
        var rootfs = new RootfsImages(_engine, _images, _worker);
        var error = await Assert.ThrowsAsync<SandboxException>(() => rootfs.EnsureAsync(new ArchiveVolume(_ => { }, null), Stop));
        Assert.Equal("the artifact used as an image has no metadata.json beside rootfs/", error.Message);
    }

    [Fact]
    public async Task Resource_types_are_described_by_image_id_and_by_the_registrys_digest_and_unknown_ones_left_out()
    {
        await using var registry = await RealRegistry.StartAsync(password: false, Stop);
        var tag = await PushAsync(registry, null);
        using var http = new HttpClient();
        var client = new RegistryClient(http, new RegistryOptions { Retries = 0 }, TimeProvider.System);
        var digest = await client.ResolveDigestAsync(ImageReference.Parse(tag), null, Stop);
        var id = (await live.Client.Images.InspectImageAsync(LiveEngine.ShellImage, Stop)).ID;
        id = id.StartsWith("sha256:", StringComparison.Ordinal) ? id : "sha256:" + id;
        var types = new BaseResourceTypes(
            new Dictionary<string, LocalResourceType>
            {
                ["here"] = new(LiveEngine.ShellImage, Privileged: true),
                ["there"] = new(tag),
                ["nowhere"] = new($"{registry.Host}/nothing:v1"),
            },
            _images, client, TimeProvider.System, NullLogger.Instance);

        Assert.Equal(
            [new("here", id, id, Privileged: true), new("there", $"{registry.Host}/app@{digest}", digest)],
            await types.DescribeAsync(Stop));
    }

    /// <summary>
    /// Pushes an image as <c>app:v1</c> and lets the engine forget it. The image is like no other: Podman finds, and removes,
    /// by a digest whatever image has it, under any name.
    /// </summary>
    private async Task<string> PushAsync(RealRegistry registry, RegistryCredentials? credentials)
    {
        var name = $"{registry.Host}/app:v1";
        await live.ImportAsync(name, tar => LiveEngine.WriteFile(tar, "id", Guid.NewGuid().ToByteArray(), UnixFileMode.UserRead));
        var messages = new EngineMessages();
        await live.Client.Images.PushImageAsync(
            name,
            new ImagePushParameters(),
            new AuthConfig { Username = credentials?.Username, Password = credentials?.Password },
            messages,
            Stop);
        messages.ThrowIfFailed("push failed");
        await RemoveAsync(name);
        return name;
    }

    private async Task RemoveAsync(string name) =>
        await live.Client.Images.DeleteImageAsync(name, new ImageDeleteParameters { NoPrune = true }, Stop);
}

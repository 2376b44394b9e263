using System.Text.Json.Nodes;
using Concourse.Runtime.Images;

namespace Concourse.Runtime.Tests.Images;

/// <summary>Against Debian's docker-registry, which reads and checks what is pushed.</summary>
public sealed class RegistryClientTests
{
    private static readonly JsonObject Config = new()
    {
        ["architecture"] = "amd64",
        ["os"] = "linux",
        ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray() },
        ["config"] = new JsonObject
        {
            ["Env"] = new JsonArray("PATH=/bin", "GREETING=hello world"),
            ["User"] = "1234:5",
            ["Entrypoint"] = new JsonArray("/entry", "-x"),
            ["Cmd"] = new JsonArray("serve"),
            ["WorkingDir"] = "/srv",
        },
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tag_resolves_to_the_digest_of_its_manifest()
    {
        await using var registry = await RealRegistry.StartAsync(password: false, Stop);
        var digest = await registry.PushImageAsync("team/app", "v1", Copy(Config), Stop);
        using var http = new HttpClient();
        Assert.Equal(digest, await Client(http).ResolveDigestAsync(ImageReference.Parse($"{registry.Host}/team/app:v1"), null, Stop));
    }

    [Fact]
    public async Task The_configuration_tells_environment_user_entrypoint_and_directory()
    {
        await using var registry = await RealRegistry.StartAsync(password: false, Stop);
        var digest = await registry.PushImageAsync("team/app", "v1", Copy(Config), Stop);
        using var http = new HttpClient();

        var image = await Client(http).ResolveAsync(ImageReference.Parse($"{registry.Host}/team/app:v1"), null, Stop);

        Assert.Equal($"{registry.Host}/team/app@{digest}", image.Reference.ToString());
        Assert.Equal(["PATH=/bin", "GREETING=hello world"], image.Config.Env);
        Assert.Equal("1234:5", image.Config.User);
        Assert.Equal(["/entry", "-x"], image.Config.Entrypoint);
        Assert.Equal(["serve"], image.Config.Cmd);
        Assert.Equal("/srv", image.Config.WorkingDirectory);
    }

    [Fact]
    public async Task An_index_resolves_to_its_own_digest_and_the_configuration_of_our_architecture()
    {
        await using var registry = await RealRegistry.StartAsync(password: false, Stop);
        var other = Copy(Config);
        other["config"]!["User"] = "arm";
        var digest = await registry.PushIndexAsync(
            "multi", "latest", new Dictionary<string, JsonObject> { ["arm64"] = other, ["amd64"] = Copy(Config) }, Stop);
        using var http = new HttpClient();

        var amd = await Client(http, "amd64").ResolveAsync(ImageReference.Parse($"{registry.Host}/multi"), null, Stop);
        var arm = await Client(http, "arm64").ResolveAsync(ImageReference.Parse($"{registry.Host}/multi"), null, Stop);
        var missing = await Assert.ThrowsAsync<RegistryException>(
            () => Client(http, "riscv64").ResolveAsync(ImageReference.Parse($"{registry.Host}/multi"), null, Stop));

        Assert.Equal((digest, "1234:5"), (amd.Reference.Digest, amd.Config.User));
        Assert.Equal((digest, "arm"), (arm.Reference.Digest, arm.Config.User));
        Assert.Equal($"{registry.Host}/multi:latest has no variant for linux/riscv64; it offers linux/arm64, linux/amd64", missing.Message);
    }

    [Fact]
    public async Task A_missing_tag_is_named()
    {
        await using var registry = await RealRegistry.StartAsync(password: false, Stop);
        using var http = new HttpClient();
        var error = await Assert.ThrowsAsync<RegistryException>(
            () => Client(http).ResolveDigestAsync(ImageReference.Parse($"{registry.Host}/nothing:v1"), null, Stop));
        Assert.Equal($"there is no image {registry.Host}/nothing:v1 in its registry (404 Not Found, manifest unknown)", error.Message);
    }

    [Fact]
    public async Task Credentials_open_a_private_registry()
    {
        await using var registry = await RealRegistry.StartAsync(password: true, Stop);
        var digest = await registry.PushImageAsync("private", "v1", Copy(Config), Stop);
        using var http = new HttpClient();
        var credentials = new RegistryCredentials(RealRegistry.Username, RealRegistry.Password);
        Assert.Equal(digest, await Client(http).ResolveDigestAsync(ImageReference.Parse($"{registry.Host}/private:v1"), credentials, Stop));
    }

    [Fact]
    public async Task Refusals_tell_anonymous_access_from_wrong_credentials_and_print_no_password()
    {
        await using var registry = await RealRegistry.StartAsync(password: true, Stop);
        await registry.PushImageAsync("private", "v1", Copy(Config), Stop);
        using var http = new HttpClient();
        var image = ImageReference.Parse($"{registry.Host}/private:v1");

        var anonymous = await Assert.ThrowsAsync<RegistryException>(() => Client(http).ResolveDigestAsync(image, null, Stop));
        var wrong = await Assert.ThrowsAsync<RegistryException>(
            () => Client(http).ResolveDigestAsync(image, new RegistryCredentials("robot", "s3cret"), Stop));

        Assert.Equal(
            $"the registry refuses anonymous access to {image} (401 Unauthorized, authentication required); give username and password",
            anonymous.Message);
        Assert.Equal($"the registry refuses user 'robot' access to {image} (401 Unauthorized, authentication required)", wrong.Message);
        Assert.DoesNotContain("s3cret", wrong.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_users_access_does_not_serve_another()
    {
        await using var registry = await RealRegistry.StartAsync(password: true, Stop);
        await registry.PushImageAsync("private", "v1", Copy(Config), Stop);
        using var http = new HttpClient();
        var client = Client(http);
        var image = ImageReference.Parse($"{registry.Host}/private:v1");

        await client.ResolveDigestAsync(image, new RegistryCredentials(RealRegistry.Username, RealRegistry.Password), Stop);

        await Assert.ThrowsAsync<RegistryException>(() => client.ResolveDigestAsync(image, null, Stop));
    }

    [Fact]
    public async Task A_registry_that_is_away_is_named()
    {
        using var http = new HttpClient();
        var error = await Assert.ThrowsAsync<RegistryException>(
            () => Client(http).ResolveDigestAsync(ImageReference.Parse("127.0.0.1:1/app:v1"), null, Stop));
        Assert.StartsWith("the registry of 127.0.0.1:1/app:v1 cannot be reached: ", error.Message, StringComparison.Ordinal);
    }

    private static JsonObject Copy(JsonObject config) => (JsonObject)config.DeepClone();

    private static RegistryClient Client(HttpClient http, string architecture = "amd64") =>
        new(http, new RegistryOptions { Architecture = architecture, Retries = 0 }, TimeProvider.System);
}

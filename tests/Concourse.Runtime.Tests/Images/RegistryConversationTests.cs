using System.IO.Pipelines;
using System.Net;
using Concourse.Runtime.Images;

namespace Concourse.Runtime.Tests.Images;

/// <summary>What no registry of Debian's can be made to do: token servers, overload, wrong content.</summary>
public sealed class RegistryConversationTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static readonly ImageReference Image = ImageReference.Parse("registry.example/team/app:v1");
    private static readonly (string, string) Challenge =
        ("WWW-Authenticate", """Bearer realm="https://auth.example/token?x=1",service="registry.example",scope="repository:team/app:pull" """);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bearer_challenge_is_answered_with_a_token_of_its_realm_and_the_token_is_kept()
    {
        var registry = new ScriptedRegistry(
            _ => ScriptedRegistry.Answer(HttpStatusCode.Unauthorized, "", Challenge),
            _ => ScriptedRegistry.Answer(HttpStatusCode.OK, """{"token":"abc","expires_in":300}"""),
            _ => ScriptedRegistry.Answer(HttpStatusCode.OK, "", ("Docker-Content-Digest", Digest)),
            _ => ScriptedRegistry.Answer(HttpStatusCode.OK, "", ("Docker-Content-Digest", Digest)));
        using var http = new HttpClient(registry);
        var client = new RegistryClient(http, new RegistryOptions(), TimeProvider.System);
        var credentials = new RegistryCredentials("robot", "pw");

        Assert.Equal(Digest, await client.ResolveDigestAsync(Image, credentials, Stop));
        Assert.Equal(Digest, await client.ResolveDigestAsync(Image, credentials, Stop));

        Assert.Equal(
            [
                (HttpMethod.Head, new Uri("https://registry.example/v2/team/app/manifests/v1"), null),
                (HttpMethod.Get,
                    new Uri("https://auth.example/token?x=1&scope=repository%3Ateam%2Fapp%3Apull&service=registry.example"), "Basic cm9ib3Q6cHc="),
                (HttpMethod.Head, new Uri("https://registry.example/v2/team/app/manifests/v1"), "Bearer abc"),
                (HttpMethod.Head, new Uri("https://registry.example/v2/team/app/manifests/v1"), "Bearer abc"),
            ],
            registry.Requests);
    }

    [Fact]
    public async Task A_token_server_that_refuses_is_named_without_the_password()
    {
        using var http = new HttpClient(new ScriptedRegistry(
            _ => ScriptedRegistry.Answer(HttpStatusCode.Unauthorized, "", Challenge),
            _ => ScriptedRegistry.Answer(HttpStatusCode.Forbidden)));
        var error = await Assert.ThrowsAsync<RegistryException>(
            () => new RegistryClient(http, new RegistryOptions(), TimeProvider.System)
                .ResolveDigestAsync(Image, new RegistryCredentials("robot", "s3cret"), Stop));
        Assert.Equal(
            "registry.example/team/app:v1: the token server auth.example refused user 'robot' (403 Forbidden); check username and password",
            error.Message);
    }

    [Fact]
    public async Task A_token_server_that_answers_with_a_page_gave_no_token()
    {
        using var http = new HttpClient(new ScriptedRegistry(
            _ => ScriptedRegistry.Answer(HttpStatusCode.Unauthorized, "", Challenge),
            _ => ScriptedRegistry.Answer(HttpStatusCode.OK, "<html>please log in</html>")));
        var error = await Assert.ThrowsAsync<RegistryException>(
            () => new RegistryClient(http, new RegistryOptions(), TimeProvider.System).ResolveDigestAsync(Image, null, Stop));
        Assert.Equal("registry.example/team/app:v1: the token server auth.example gave no token", error.Message);
    }

    [Fact]
    public async Task A_registry_that_stops_in_the_middle_of_its_answer_is_given_up()
    {
        using var unending = new Pipe().Reader.AsStream();
        using var http = new HttpClient(new ScriptedRegistry(
            _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(unending) }));
        var options = new RegistryOptions { RequestTimeout = TimeSpan.FromMilliseconds(50) };
        var error = await Assert.ThrowsAsync<RegistryException>(
            () => new RegistryClient(http, options, TimeProvider.System).ResolveAsync(Image, null, Stop));
        Assert.StartsWith("the registry of registry.example/team/app:v1 did not answer within", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_overloaded_registry_is_asked_again()
    {
        var registry = new ScriptedRegistry(
            _ => ScriptedRegistry.Answer(HttpStatusCode.ServiceUnavailable, "", ("Retry-After", "0")),
            _ => ScriptedRegistry.Answer(HttpStatusCode.TooManyRequests, "", ("Retry-After", "0")),
            _ => ScriptedRegistry.Answer(HttpStatusCode.OK, "", ("Docker-Content-Digest", Digest)));
        using var http = new HttpClient(registry);
        Assert.Equal(Digest, await new RegistryClient(http, new RegistryOptions(), TimeProvider.System).ResolveDigestAsync(Image, null, Stop));
        Assert.Equal(3, registry.Requests.Count);
    }

    [Fact]
    public async Task A_registry_that_asks_for_a_pause_of_hours_is_asked_again_much_earlier()
    {
        using var http = new HttpClient(new ScriptedRegistry(
            _ => ScriptedRegistry.Answer(HttpStatusCode.TooManyRequests, "", ("Retry-After", "36000")),
            _ => ScriptedRegistry.Answer(HttpStatusCode.OK, "", ("Docker-Content-Digest", Digest))));
        var options = new RegistryOptions { LongestPause = TimeSpan.FromMilliseconds(10) };
        Assert.Equal(Digest, await new RegistryClient(http, options, TimeProvider.System).ResolveDigestAsync(Image, null, Stop));
    }

    [Fact]
    public async Task A_registry_without_digest_headers_is_believed_by_its_content()
    {
        using var http = new HttpClient(new ScriptedRegistry(
            _ => ScriptedRegistry.Answer(HttpStatusCode.MethodNotAllowed),
            _ => ScriptedRegistry.Answer(HttpStatusCode.OK, "abc")));
        // FIPS 180-2, appendix B.1: SHA-256 of "abc".
        Assert.Equal(
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            await new RegistryClient(http, new RegistryOptions(), TimeProvider.System).ResolveDigestAsync(Image, null, Stop));
    }

    [Fact]
    public async Task Content_that_does_not_match_its_digest_is_refused()
    {
        using var http = new HttpClient(new ScriptedRegistry(_ => ScriptedRegistry.Answer(HttpStatusCode.OK, "{}")));
        var error = await Assert.ThrowsAsync<RegistryException>(
            () => new RegistryClient(http, new RegistryOptions(), TimeProvider.System).ResolveAsync(Image.At(Digest), null, Stop));
        Assert.Equal($"the registry of registry.example/team/app@{Digest} served content that does not match its digest {Digest}", error.Message);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"schemaVersion":1,"fsLayers":[]}""")]
    public async Task A_malformed_manifest_is_named(string manifest)
    {
        using var http = new HttpClient(new ScriptedRegistry(_ => ScriptedRegistry.Answer(HttpStatusCode.OK, manifest)));
        var error = await Assert.ThrowsAsync<RegistryException>(
            () => new RegistryClient(http, new RegistryOptions(), TimeProvider.System).ResolveAsync(Image, null, Stop));
        Assert.Equal("the manifest of registry.example/team/app:v1 is malformed, or of a kind older than 2016", error.Message);
    }
}

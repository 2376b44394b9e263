using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Fly.Tests.Programs;

/// <summary>Servers behind TLS, and addresses that are none (fly.md §4 and §12).</summary>
public sealed class TlsTests
{
    private const string User = """{"is_admin":false,"teams":{"main":["owner"]}}""";
    private const string Token = """{"access_token":"t","token_type":"bearer"}""";

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        await using var server = await StrictServer.StartAsync(tls: new() { ServerCertificate = Certificate("127.0.0.1") });
        using var fly = new FlyRun(api: null);

        Assert.Equal(1, await LogInAsync(fly, server));
        Assert.StartsWith(
            $"could not reach the Concourse server called ci:\n\n    Get \"{server.Url}/api/v1/info\": ", fly.Screen.Error, StringComparison.Ordinal);
        Assert.Empty(fly.Saved.Load());
    }

    [Fact]
    public async Task It_is_accepted_with_k_and_by_every_later_command()
    {
        await using var server = await StrictServer.StartAsync(tls: new() { ServerCertificate = Certificate("127.0.0.1") });
        Serve(server).On("GET /api/v1/teams/main/pipelines", "[]");
        using var fly = new FlyRun(api: null);

        Assert.Equal(0, await LogInAsync(fly, server, "-k"));
        Assert.Equal(0, await fly.RunAsync("-t", "ci", "pipelines"));
        Assert.True(fly.Saved.Find("ci").Insecure);
    }

    [Fact]
    public async Task A_ca_certificate_is_saved_as_text_and_vouches_for_the_server()
    {
        using var certificate = Certificate("127.0.0.1");
        await using var server = await StrictServer.StartAsync(tls: new() { ServerCertificate = certificate });
        Serve(server).On("GET /api/v1/teams/main/pipelines", "[]");
        using var fly = new FlyRun(api: null);
        var file = fly.File("ca.pem", certificate.ExportCertificatePem());

        Assert.Equal(0, await LogInAsync(fly, server, "--ca-cert", file));
        File.Delete(file);
        Assert.Equal(0, await fly.RunAsync("-t", "ci", "pipelines"));
    }

    [Fact]
    public async Task A_client_certificate_is_shown_to_the_server()
    {
        using var client = Certificate("me");
        string? seen = null;
        await using var server = await StrictServer.StartAsync(tls: new()
        {
            ServerCertificate = Certificate("127.0.0.1"),
            ClientCertificateMode = ClientCertificateMode.RequireCertificate,
            ClientCertificateValidation = (certificate, _, _) => (seen = certificate.Subject) is not null,
        });
        Serve(server);
        using var fly = new FlyRun(api: null);
        var certificate = fly.File("c.pem", client.ExportCertificatePem());
        var key = fly.File("k.pem", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

        Assert.Equal(0, await LogInAsync(fly, server, "-k", "--client-cert", certificate, "--client-key", key));
        Assert.Equal("CN=me", seen);
        Assert.Equal((certificate, key), (fly.Saved.Find("ci").ClientCertificatePath, fly.Saved.Find("ci").ClientKeyPath));
    }

    [Theory]
    [InlineData("--ca-cert", "error: CA Cert not valid\n")]
    [InlineData("--client-cert", "error: A client certificate may not be declared without defining a client key\n")]
    [InlineData("--client-key", "error: A client key may not be declared without defining a client certificate\n")]
    public async Task A_file_that_is_no_certificate_is_refused(string flag, string error)
    {
        using var fly = new FlyRun(api: null);
        var file = fly.File("x.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        Assert.Equal(1, await fly.RunAsync("-t", "ci", "login", "-c", "https://127.0.0.1:1", "-u", "me", "-p", "x", flag, file));
        Assert.Equal(error, fly.Screen.Error);
    }

    [Fact]
    public async Task A_client_certificate_that_cannot_be_read_is_named()
    {
        using var fly = new FlyRun(api: null);
        var file = fly.File("x.pem", "nonsense");

        Assert.Equal(1, await fly.RunAsync(
            "-t", "ci", "login", "-c", "https://127.0.0.1:1", "-u", "me", "-p", "x", "--client-cert", file, "--client-key", file));
        Assert.StartsWith($"error: could not load the client certificate {file} with its key {file}: ", fly.Screen.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:8080")]
    [InlineData("ci.example.com")]
    [InlineData("ftp://ci.example.com")]
    public async Task An_address_without_http_is_refused_with_a_hint(string url)
    {
        using var fly = new FlyRun(api: null);

        Assert.Equal(1, await fly.RunAsync("-t", "ci", "login", "-c", url, "-u", "me", "-p", "x"));
        Assert.Equal(
            $"error: unsupported protocol scheme in the target's URL '{url}': it must begin with http:// or https://\n", fly.Screen.Error);
    }

    private static StrictServer Serve(StrictServer server) => server.On("POST /sky/issuer/token", Token).On("GET /api/v1/user", User);

    private static Task<int> LogInAsync(FlyRun fly, StrictServer server, params string[] flags) =>
        fly.RunAsync(["-t", "ci", "login", "-c", server.Url, "-u", "me", "-p", "x", .. flags]);

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        if (System.Net.IPAddress.TryParse(name, out var address))
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(address);
            request.CertificateExtensions.Add(names.Build());
        }

        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}

using System.Runtime.Versioning;
using Concourse.Client.Http;
using Fly.Targets;

namespace Fly.Tests.Targets;

[UnsupportedOSPlatform("windows")]
public sealed class FlyRcTests : IDisposable
{
    private const string Certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

    private readonly string home = Directory.CreateTempSubdirectory("fly").FullName;

    private string FilePath => Path.Combine(home, ".flyrc");

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Fact]
    public void A_target_is_written_in_upstreams_format_readable_by_its_owner_only()
    {
        new FlyRc(home).Save("prod", new Target
        {
            Api = "https://ci.example.com",
            Team = "main",
            Insecure = true,
            CaCertificate = Certificate,
            ClientCertificatePath = "/home/me/c.pem",
            ClientKeyPath = "/home/me/k.pem",
            Token = new AccessToken("bearer", "AbCd"),
        });

        Assert.Equal(
            """
            targets:
              prod:
                api: https://ci.example.com
                ca_cert: |
                  -----BEGIN CERTIFICATE-----
                  AAAA
                  -----END CERTIFICATE-----
                client_cert_path: /home/me/c.pem
                client_key_path: /home/me/k.pem
                insecure: true
                team: main
                token:
                  type: bearer
                  value: AbCd

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(FilePath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        Assert.Equal(FilePath, Assert.Single(Directory.GetFileSystemEntries(home)));
    }

    [Fact]
    public void A_target_comes_back_as_it_was_saved()
    {
        var target = new Target { Api = "http://127.0.0.1:8080", Team = "ops", Token = new AccessToken("bearer", "x y"), CaCertificate = Certificate };
        new FlyRc(home).Save("b", target);
        new FlyRc(home).Save("a", target with { Team = "main", Token = null });

        Assert.Equal(["a", "b"], new FlyRc(home).Load().Keys);
        Assert.Equal(target, new FlyRc(home).Find("b"));
    }

    [Fact]
    public void A_file_of_upstreams_fly_is_read_and_an_empty_team_means_main()
    {
        File.WriteAllText(FilePath, "targets:\n  ci:\n    api: https://ci.example.com\n    team: \"\"\n    token:\n      type: \"\"\n      value: \"\"\n");

        var target = new FlyRc(home).Find("ci");

        Assert.Equal("main", target.Team);
        Assert.Null(target.SentToken);
    }

    [Fact]
    public void A_missing_file_holds_no_targets_and_an_unknown_target_is_named()
    {
        Assert.Empty(new FlyRc(home).Load());
        Assert.Equal("unknown target: nope", Assert.Throws<FlyException>(() => new FlyRc(home).Find("nope")).Message);
    }

    [Fact]
    public void A_file_that_is_no_yaml_is_named()
    {
        File.WriteAllText(FilePath, "targets: [");

        Assert.StartsWith($"in the file '{FilePath}': ", Assert.Throws<FlyException>(() => new FlyRc(home).Load()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "the file must be a map, found array")]
    [InlineData("targets: [a]", "targets must be a map, found array")]
    [InlineData("targets: {ci: x}", "target 'ci' must be a map, found string")]
    [InlineData("targets: {ci: {api: [x]}}", "api of target 'ci' must be a text, found array")]
    public void A_file_of_another_shape_is_refused_and_stays_as_it_is(string text, string message)
    {
        File.WriteAllText(FilePath, text);

        var error = Assert.Throws<FlyException>(() => new FlyRc(home).Save("a", new Target { Api = "http://x", Team = "main" }));

        Assert.Equal($"in the file '{FilePath}': {message}", error.Message);
        Assert.Equal(text, File.ReadAllText(FilePath));
    }

    [Fact]
    public void A_team_that_reads_as_a_number_is_a_name_all_the_same()
    {
        File.WriteAllText(FilePath, "targets:\n  ci:\n    api: https://ci.example.com\n    team: 42\n");

        Assert.Equal("42", new FlyRc(home).Find("ci").Team);
    }

    [Fact]
    public void A_symbolic_link_stays_one()
    {
        var real = Path.Combine(home, "dotfiles");
        File.WriteAllText(real, "targets: {}\n");
        File.CreateSymbolicLink(FilePath, real);

        new FlyRc(home).Save("a", new Target { Api = "http://x", Team = "main" });

        Assert.Equal(real, new FileInfo(FilePath).LinkTarget);
        Assert.Contains("http://x", File.ReadAllText(real), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "k.pem", "A client key may not be declared without defining a client certificate")]
    [InlineData("c.pem", "", "A client certificate may not be declared without defining a client key")]
    public void Certificate_and_key_go_together(string certificate, string key, string message)
    {
        var target = new Target { Api = "http://x", Team = "main", ClientCertificatePath = certificate, ClientKeyPath = key };

        Assert.Equal(message, Assert.Throws<FlyException>(target.Connection).Message);
    }
}

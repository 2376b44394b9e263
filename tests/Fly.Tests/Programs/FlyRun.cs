using System.Text;
using Concourse.Client.Http;
using Fly.Targets;
using Fly.Tests.Terminals;

namespace Fly.Tests.Programs;

/// <summary>Runs fly in this process, with a home of its own and a saved target <c>ci</c>.</summary>
internal sealed class FlyRun : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("fly").FullName;

    public FlyRun(string? api, string version = "8.2.5")
    {
        Version = version;
        if (api is not null)
        {
            Saved.Save("ci", new Target { Api = api, Team = "main", Token = new AccessToken("bearer", "secret") });
        }
    }

    public string Version { get; }

    public FlyRc Saved => new(home);

    public Screen Screen { get; private set; } = new();

    public void Dispose() => Directory.Delete(home, recursive: true);

    public string File(string name, string text) => File(name, Encoding.UTF8.GetBytes(text));

    public string File(string name, byte[] content)
    {
        var path = Path.Combine(home, name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    public Task<int> RunAsync(params string[] line) => RunAsync(new Screen(), line);

    public Task<int> RunAsync(Screen screen, params string[] line)
    {
        Screen = screen;
        var environment = new FlyEnvironment { Program = "fly", Home = home, Version = Version, Time = new UtcTime() };
        return new FlyProgram(environment, screen.Terminal).RunAsync(line, TestContext.Current.CancellationToken);
    }

    /// <summary>The system's clock in UTC, so that printed times are the same everywhere.</summary>
    private sealed class UtcTime : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
    }
}

using System.Runtime.InteropServices;

namespace Fly;

/// <summary>What a run of fly knows of the world around it.</summary>
internal sealed record FlyEnvironment
{
    /// <summary>The Concourse release this fly is compatible with; servers of the same major and minor version accept it.</summary>
    public const string CompatibilityVersion = "8.2.5";

    /// <summary>How the program was called, for commands that messages suggest.</summary>
    public required string Program { get; init; }

    /// <summary>Directory of <c>.flyrc</c>; null when none can be told.</summary>
    public required string? Home { get; init; }

    public string Version { get; init; } = CompatibilityVersion;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Whether a shell asks how the command line may go on, with the completion of upstream's fly that the user has installed.
    /// </summary>
    public bool Completes { get; init; }

    public static FlyEnvironment OfProcess()
    {
        var called = Environment.GetCommandLineArgs()[0];
        return new FlyEnvironment
        {
            // Under the .NET host the first argument is the library, not what was called.
            Program = called.EndsWith(".dll", StringComparison.Ordinal) ? Environment.ProcessPath ?? called : called,
            Home = FirstHome(),
            Version = Environment.GetEnvironmentVariable("FAKE_FLY_VERSION") ?? CompatibilityVersion,
            Completes = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("GO_FLAGS_COMPLETION")),
        };
    }

    private static string? FirstHome()
    {
        string?[] homes = [Variable("FLY_HOME"), Variable("HOME"), .. Windows()];
        return homes.FirstOrDefault(h => !string.IsNullOrEmpty(h));
    }

    private static IEnumerable<string?> Windows() => RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
        ? [Variable("USERPROFILE"), Variable("HOMEDRIVE") + Variable("HOMEPATH")]
        : [];

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name);
}

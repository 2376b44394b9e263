namespace Concourse.LocalRuntime.Containers;

/// <summary>
/// Everything a worker keeps on its engine's host, in one directory: <c>bin/&lt;hash&gt;/</c> the supervisor,
/// <c>sandboxes/&lt;handle&gt;/</c> its socket and spool, <c>volumes/&lt;handle&gt;/</c> data. The helper sees the directory at
/// <see cref="HelperRoot"/>; main sees parts of it below <see cref="MainRoot"/>.
/// </summary>
internal sealed record StateLayout(string HostDirectory)
{
    public const string HelperRoot = "/state";
    public const string MainRoot = "/.concourse";
    public const string SupervisorName = "concourse-supervisor";
    public const string MainSupervisor = MainRoot + "/bin/" + SupervisorName;
    public const string MainState = MainRoot + "/state";

    public const string Sandboxes = "sandboxes";
    public const string Volumes = "volumes";

    /// <summary>State of helper processes that serve no sandbox.</summary>
    public const string Control = "control";

    public static string HelperVolumes => HelperRoot + "/" + Volumes;

    public static string HelperSandbox(string handle) => $"{HelperRoot}/{Sandboxes}/{handle}";

    public static string HelperBin(string hash) => $"{HelperRoot}/bin/{hash}";

    public string Bin(string hash) => $"{HostDirectory}/bin/{hash}";

    public string Sandbox(string handle) => $"{HostDirectory}/{Sandboxes}/{handle}";

    public string Volume(string handle) => $"{HostDirectory}/{Volumes}/{handle}";
}

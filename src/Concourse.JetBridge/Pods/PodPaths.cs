namespace Concourse.JetBridge.Pods;

/// <summary>Names inside a step's pod: containers, volumes and the paths at which they are mounted.</summary>
internal static class PodPaths
{
    public const string Main = "main";

    public const string Helper = "artifact-helper";

    public const string Delivery = "deliver-supervisor";

    /// <summary>The pod volume shared by main and helper: the supervisor's binary, its socket, the spool.</summary>
    public const string SharedVolume = "concourse";

    /// <summary>Where both containers see <see cref="SharedVolume"/>. A hidden name, so that no image has files there.</summary>
    public const string SharedDirectory = "/.concourse";

    public const string Supervisor = SharedDirectory + "/concourse-supervisor";

    public const string State = SharedDirectory + "/state";

    /// <summary>Where the helper sees every volume of the sandbox, one folder per handle.</summary>
    public const string HelperVolumes = "/.concourse-volumes";

    private const string VolumePrefix = "vol-";

    public static string VolumeName(string handle) => VolumePrefix + handle;

    /// <summary>The handle behind a pod volume's name; null for the pod's own volumes.</summary>
    public static string? VolumeHandle(string volumeName) =>
        volumeName.StartsWith(VolumePrefix, StringComparison.Ordinal) ? volumeName[VolumePrefix.Length..] : null;
}

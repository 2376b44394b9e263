namespace Concourse.Database.Scheduling;

/// <summary>What became of one input.</summary>
public abstract record InputResolution
{
    private InputResolution()
    {
    }

    /// <summary>A version was chosen.</summary>
    /// <param name="ResourceId">The resource.</param>
    /// <param name="VersionDigest">The version's digest as recorded (md5 for old rows, else sha256).</param>
    /// <param name="FirstOccurrence">No build of the job has used it as this input before.</param>
    /// <param name="SourceBuildIds">Upstream builds that vouch for it; empty without <c>passed</c>.</param>
    public sealed record Resolved(
        int ResourceId, string VersionDigest, bool FirstOccurrence, IReadOnlyList<long> SourceBuildIds) : InputResolution;

    /// <summary>None can be chosen now; the text is shown in the build's preparation.</summary>
    public sealed record Unresolved(string Reason) : InputResolution;
}

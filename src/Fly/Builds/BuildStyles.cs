using Concourse.Core.Builds;
using Fly.Terminals;

namespace Fly.Builds;

/// <summary>Colours of build statuses.</summary>
internal static class BuildStyles
{
    public static Style Of(BuildStatus status) => status switch
    {
        BuildStatus.Pending => Style.Pending,
        BuildStatus.Started => Style.Started,
        BuildStatus.Succeeded => Style.Succeeded,
        BuildStatus.Failed => Style.Failed,
        BuildStatus.Errored => Style.Errored,
        _ => Style.Aborted,
    };

    public static Cell Cell(BuildStatus status) => new(status.Name(), Of(status));
}

using Concourse.Core.Builds;

namespace Concourse.Database.Jobs;

/// <summary>What lists show of a build. Times are UTC; the public plan (JSON) is read for checks only.</summary>
public sealed record BuildBrief(long Id, string Name, BuildStatus Status, DateTime? StartTime, DateTime? EndTime, string? PublicPlan = null);

using Concourse.Database.Scheduling;
using Concourse.Scheduling.Inputs;

namespace Concourse.Scheduling.Tests.Inputs;

/// <summary>Jobs A, B and C, resources X, Y and Z, and the job whose inputs are resolved.</summary>
internal static class Resolving
{
    public const int A = 1;
    public const int B = 2;
    public const int C = 3;
    public const int Current = 9;
    public const int X = 100;
    public const int Y = 200;
    public const int Z = 300;

    public static InputConfiguration Input(string name, int resourceId, params int[] passed) =>
        new() { Name = name, JobId = Current, ResourceId = resourceId, PassedJobIds = passed };

    public static InputConfiguration Every(string name, int resourceId, params int[] passed) =>
        Input(name, resourceId, passed) with { EveryVersion = true };

    public static Task<InputMapping> Resolve(InMemoryHistory history, params InputConfiguration[] inputs) =>
        InputResolver.ResolveAsync(inputs, history, TestContext.Current.CancellationToken);

    public static string Digest(InputMapping mapping, string input) =>
        Assert.IsType<InputResolution.Resolved>(mapping.Inputs[input]).VersionDigest;

    public static IReadOnlyList<long> Sources(InputMapping mapping, string input) =>
        Assert.IsType<InputResolution.Resolved>(mapping.Inputs[input]).SourceBuildIds;

    public static string Reason(InputMapping mapping, string input) =>
        Assert.IsType<InputResolution.Unresolved>(mapping.Inputs[input]).Reason;

    /// <summary>The chosen versions as "input version", by input name.</summary>
    public static string Chosen(InputMapping mapping) => string.Join(
        ", ",
        mapping.Inputs.OrderBy(i => i.Key, StringComparer.Ordinal).Select(i => i.Key + " " + (i.Value is InputResolution.Resolved r ? r.VersionDigest : "none")));
}

using System.Globalization;

namespace Concourse.Database.Schema;

/// <summary>
/// The migrations that upstream's binaries know, by version, and which of them a database must have run.
/// One version (1626194317) occurs twice, as it does upstream.
/// </summary>
internal static class UpstreamVersions
{
    /// <summary>The last migration of v8.0.1, the oldest release that is migrated.</summary>
    public const long OfRelease801 = 1765921815;

    /// <summary>The last migration of v8.2.5, the schema of this server.</summary>
    public const long OfRelease825 = 1776182280;

    /// <summary>Every migration up to v8.2.5 in the order upstream runs them.</summary>
    public static IReadOnlyList<long> All { get; } =
    [
        .. SchemaScript.ReadText("upstream-migrations.txt")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => long.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)),
    ];

    /// <summary>The migrations after v8.0.1: version and script.</summary>
    public static IReadOnlyList<(long Version, SchemaScript Script)> AfterRelease801 { get; } =
    [
        .. SchemaScript.InFolder("migrations")
            .Select(script => (long.Parse(Path.GetFileName(script.Name).Split('_')[0], CultureInfo.InvariantCulture), script)),
    ];

    /// <summary>The version below another one, which is where a database stands after a down migration.</summary>
    public static long Before(long version) => All.Contains(version) ? All.Where(v => v < version).DefaultIfEmpty(0).Max() : version;
}

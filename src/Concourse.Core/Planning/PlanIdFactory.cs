using System.Globalization;
using Concourse.Core.Plans;

namespace Concourse.Core.Planning;

/// <summary>
/// Hands out plan ids: lower-case hex of a counter that starts behind <paramref name="start"/>, which processes set to
/// their start in Unix seconds. Ids are unique within a build, not beyond. Thread-safe.
/// </summary>
public sealed class PlanIdFactory(long start)
{
    private long current = start;

    public PlanId Next() => new(Interlocked.Increment(ref current).ToString("x", CultureInfo.InvariantCulture));
}

using System.Globalization;

namespace ResourceTypes.Tests;

/// <summary>A clock that stands still.</summary>
internal sealed class FixedClock(string now) : TimeProvider
{
    private readonly DateTimeOffset _now = DateTimeOffset.Parse(now, CultureInfo.InvariantCulture).ToUniversalTime();

    public override DateTimeOffset GetUtcNow() => _now;
}

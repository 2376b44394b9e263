using System.Globalization;
using Fly.Processes;

namespace Fly.Terminals;

/// <summary>Times as Go prints them by default: <c>2026-01-02 15:04:05 +0000 UTC</c>.</summary>
internal static class GoTime
{
    public static string Text(long unixSeconds, TimeZoneInfo zone)
    {
        var time = Local(unixSeconds, zone);
        return $"{time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} {Offset(time)} {Abbreviation(zone, time)}";
    }

    /// <summary><c>2026-01-02@15:04:05+0000</c>.</summary>
    public static string Compact(long unixSeconds, TimeZoneInfo zone)
    {
        var time = Local(unixSeconds, zone);
        return time.ToString("yyyy-MM-dd@HH:mm:ss", CultureInfo.InvariantCulture) + Offset(time);
    }

    private static DateTimeOffset Local(long unixSeconds, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(unixSeconds), zone);

    private static string Offset(DateTimeOffset time) =>
        $"{(time.Offset < TimeSpan.Zero ? '-' : '+')}{time.Offset.ToString("hhmm", CultureInfo.InvariantCulture)}";

    // .NET does not know the abbreviations of time zones, the C library does for this machine's. Where there is none, Go too
    // prints the offset.
    private static string Abbreviation(TimeZoneInfo zone, DateTimeOffset time) =>
        zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime ? "UTC"
        : zone.Equals(TimeZoneInfo.Local) && !OperatingSystem.IsWindows() ? Libc.LocalZone(time.ToUnixTimeSeconds()) ?? Offset(time)
        : Offset(time);
}

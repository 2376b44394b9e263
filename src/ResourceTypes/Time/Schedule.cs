using System.Globalization;
using ResourceTypes.Protocol;

namespace ResourceTypes.Time;

/// <summary>When a new version is due.</summary>
/// <param name="Location">Zone in which days and hours are meant.</param>
/// <param name="Interval">Least distance between two versions; null means once per daily range.</param>
/// <param name="Start">Beginning of the daily range; midnight when none is given.</param>
/// <param name="Stop">Its end, on the next day when not after <paramref name="Start"/>.</param>
/// <param name="Days">Days on which versions may appear; empty means every day.</param>
/// <param name="StartAfter">Local moment before which nothing is due.</param>
internal sealed record Schedule(
    TimeZoneInfo Location,
    TimeSpan? Interval,
    TimeOnly Start,
    TimeOnly Stop,
    IReadOnlySet<DayOfWeek> Days,
    DateTime? StartAfter)
{
    private static readonly string[] StartAfterFormats =
        ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH", "yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss"];

    /// <exception cref="ResourceException">A value is malformed, or one of start and stop is missing.</exception>
    public static Schedule Of(TimeSource source)
    {
        if (source.Start is null != source.Stop is null)
        {
            throw new ResourceException(source.Stop is null
                ? "must configure 'stop' if 'start' is set"
                : "must configure 'start' if 'stop' is set");
        }

        return new Schedule(
            ParseLocation(source.Location),
            ParseInterval(source.Interval),
            source.Start is null ? TimeOnly.MinValue : TimeOfDay.Parse(source.Start),
            source.Stop is null ? TimeOnly.MinValue : TimeOfDay.Parse(source.Stop),
            (source.Days ?? []).Select(ParseDay).ToHashSet(),
            ParseStartAfter(source.StartAfter));
    }

    /// <summary>Whether a new version is due at <paramref name="now"/>, given the newest one so far.</summary>
    public bool IsDue(DateTimeOffset now, DateTimeOffset? previous)
    {
        var local = TimeZoneInfo.ConvertTime(now, Location);
        var (start, stop) = RangeBefore(local);
        if ((Days.Count > 0 && !Days.Contains(local.DayOfWeek))
            || (StartAfter is { } after && InLocation(after) >= now)
            || now < start
            || now >= stop)
        {
            return false;
        }

        return previous is not { } newest || (Interval is { } interval ? now - newest >= interval : newest < start);
    }

    /// <summary>The daily range that began last, today or yesterday.</summary>
    private (DateTimeOffset Start, DateTimeOffset Stop) RangeBefore(DateTimeOffset local)
    {
        var day = DateOnly.FromDateTime(local.DateTime);
        if (InLocation(day.ToDateTime(Start)) > local)
        {
            day = day.AddDays(-1);
        }

        var lastDay = Stop > Start ? day : day.AddDays(1);
        var (start, stop) = (InLocation(day.ToDateTime(Start)), InLocation(lastDay.ToDateTime(Stop)));

        // A range that begins in the hour that summer time skips would end before it began, and the day go without a version.
        return (start, stop > start ? stop : start + (Stop - Start));
    }

    private DateTimeOffset InLocation(DateTime local) => new(local, Location.GetUtcOffset(local));

    private static TimeZoneInfo ParseLocation(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return TimeZoneInfo.Utc;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : throw new ResourceException($"unknown time zone {name}; expected an IANA name such as Europe/Berlin");
    }

    private static TimeSpan? ParseInterval(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return GoDuration.TryParse(text, out var interval)
            ? interval
            : throw new ResourceException($"invalid interval: {text}, must be a duration such as 30m or 1h30m");
    }

    private static DayOfWeek ParseDay(string text)
    {
        foreach (var day in Enum.GetValues<DayOfWeek>())
        {
            var name = day.ToString();
            if (text.Equals(name, StringComparison.OrdinalIgnoreCase)
                || text.Equals(name[..3], StringComparison.OrdinalIgnoreCase))
            {
                return day;
            }
        }

        throw new ResourceException("unknown weekday: " + text);
    }

    private static DateTime? ParseStartAfter(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return DateTime.TryParseExact(
            text, StartAfterFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? moment
            : throw new ResourceException(
                $"invalid date format: {text}, must be one of: 2006-01-02T15:04:05, 2006-01-02T15:04, 2006-01-02T15, 2006-01-02, 2006-01-02 15:04:05");
    }
}

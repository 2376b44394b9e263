namespace Concourse.Core.Configuration;

/// <summary>How often something is checked: never, or at an interval (zero: at every scan).</summary>
public readonly record struct CheckEvery(bool Never, GoDuration Interval)
{
    public static CheckEvery At(TimeSpan interval) => new(false, GoDuration.From(interval));

    /// <summary>Neither never nor an interval.</summary>
    public bool IsZero => !Never && Interval.Nanoseconds == 0;

    /// <summary>Wire form: <c>never</c>, a normalised Go duration, or the empty text.</summary>
    public override string ToString() => Never ? "never" : Interval.Nanoseconds != 0 ? Interval.ToString() : "";

    /// <exception cref="FormatException">Neither empty, nor <c>never</c>, nor a duration; upstream's message.</exception>
    public static CheckEvery Parse(string text) => text switch
    {
        "" => default,
        "never" => new CheckEvery(true, default),
        _ => new CheckEvery(false, GoDuration.Parse(text)),
    };
}

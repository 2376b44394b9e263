using System.Globalization;
using System.Text.RegularExpressions;

namespace ResourceTypes.Protocol;

/// <summary>Durations as pipelines write them: <c>1h30m</c>, <c>1.5s</c>, <c>-2ms</c>, <c>0</c>.</summary>
internal static partial class GoDuration
{
    /// <summary>False for anything else, a number without unit included. Precision is 100 ns.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var match = Shape().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var seconds = 0m;
        for (var i = 0; i < match.Groups["number"].Captures.Count; i++)
        {
            var number = match.Groups["number"].Captures[i].Value;
            if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
                || amount > 1e12m)
            {
                return false;
            }

            seconds += amount * SecondsIn(match.Groups["unit"].Captures[i].Value);
        }

        if (seconds > (decimal)TimeSpan.MaxValue.TotalSeconds - 1)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
        duration = match.Groups["sign"].Value == "-" ? -duration : duration;
        return true;
    }

    private static decimal SecondsIn(string unit) => unit switch
    {
        "h" => 3600,
        "m" => 60,
        "s" => 1,
        "ms" => 1e-3m,
        "ns" => 1e-9m,
        _ => 1e-6m,
    };

    [GeneratedRegex(@"^(?<sign>[+-]?)(0|((?<number>\d+\.?\d*|\.\d+)(?<unit>h|ms|m|s|us|µs|μs|ns))+)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}

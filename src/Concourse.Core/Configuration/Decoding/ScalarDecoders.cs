using System.Globalization;
using System.Text.RegularExpressions;
using Concourse.Core.Configuration.Steps;
using Concourse.Core.Values;
using Concourse.Core.Versions;

namespace Concourse.Core.Configuration.Decoding;

/// <summary>Decoders of small types with rules and messages of their own (pipeline-config.md §2, §4).</summary>
internal static partial class ScalarDecoders
{
    public static IReadOnlyList<string>? Tags(Value value, out DecodeFailure? failure)
    {
        var scope = new DecodeScope(strict: false, coerce: false);
        var tags = scope.List(value, DecodePath.Root, "[]string", scope.Text);
        failure = scope.Failure;
        return tags is null ? null : [.. tags.Where(t => t.Length > 0)];
    }

    public static CheckEvery CheckEvery(Value value, out DecodeFailure? failure)
    {
        failure = null;
        if (value is not StringValue text)
        {
            failure = DecodeFailure.Of("non-string value provided", value.Position);
            return default;
        }

        if (text.Text.Length == 0 || text.Text == "never")
        {
            return Configuration.CheckEvery.Parse(text.Text);
        }

        if (!GoDuration.TryParse(text.Text, out var interval, out var error))
        {
            failure = DecodeFailure.Of(error, value.Position);
        }

        return new CheckEvery(false, interval);
    }

    public static GetVersion? GetVersion(Value value, out DecodeFailure? failure)
    {
        failure = null;
        switch (value)
        {
            case StringValue { Text: "latest" }:
                return Steps.GetVersion.Latest;
            case StringValue { Text: "every" }:
                return Steps.GetVersion.Every;
            case StringValue:
                return Steps.GetVersion.Other;
            case MapValue map:
                var odd = map.Entries.FirstOrDefault(e => e.Value is not StringValue);
                if (odd.Value is not null)
                {
                    failure = DecodeFailure.Of($"the value {GoFormat.Display(odd.Value)} of {odd.Key} is not a string", odd.Value.Position);
                    return null;
                }

                return Steps.GetVersion.Pin(ResourceVersion.From(map));
            default:
                failure = DecodeFailure.Of("unknown type for version", value.Position);
                return null;
        }
    }

    public static PutInputs? PutInputs(Value value, out DecodeFailure? failure)
    {
        failure = null;
        switch (value)
        {
            case StringValue text:
                return text.Text switch
                {
                    "all" => Steps.PutInputs.All,
                    "detect" => Steps.PutInputs.Detect,
                    _ => Steps.PutInputs.None,
                };
            case ListValue list:
                var odd = list.FirstOrDefault(i => i is not StringValue);
                if (odd is not null)
                {
                    failure = DecodeFailure.Of($"non-string put input: {GoFormat.Display(odd)}", odd.Position);
                    return null;
                }

                return Steps.PutInputs.Only([.. list.Cast<StringValue>().Select(s => s.Text.Trim())]);
            default:
                failure = DecodeFailure.Of("unknown type for put inputs", value.Position);
                return null;
        }
    }

    public static MaxInFlight MaxInFlight(Value value, out DecodeFailure? failure)
    {
        if (value is StringValue text)
        {
            failure = text.Text == "all"
                ? null
                : DecodeFailure.Of($"invalid max_in_flight {GoText.Quote(text.Text)}", value.Position);
            return new MaxInFlight(true, 0);
        }

        var scope = new DecodeScope(strict: false, coerce: false);
        var limit = scope.Int(value, DecodePath.Root);
        failure = scope.Failure;
        return new MaxInFlight(false, limit);
    }

    public static ulong Cpu(Value value, out DecodeFailure? failure)
    {
        failure = value is NumberValue or NullValue ? null : DecodeFailure.Of("cpu limit must be an integer", value.Position);
        return value is NumberValue number ? (ulong)Math.Max(0, number.ToDouble()) : 0;
    }

    public static ulong Memory(Value value, out DecodeFailure? failure)
    {
        failure = null;
        switch (value)
        {
            case NumberValue number:
                return (ulong)Math.Max(0, number.ToDouble());
            case StringValue text when MemoryForm().Match(text.Text) is { Success: true } match
                && ulong.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var size):
                // Units are binary whatever their spelling; too large products wrap around as upstream's do.
                return unchecked(size << match.Groups[2].Value.ToUpperInvariant() switch { "K" => 10, "M" => 20, "G" => 30, _ => 0 });
            case StringValue text:
                failure = DecodeFailure.Of(
                    MemoryForm().IsMatch(text.Text)
                        ? $"strconv.ParseUint: parsing {GoText.Quote(MemoryForm().Match(text.Text).Groups[1].Value)}: value out of range"
                        : "could not parse container memory limit",
                    value.Position);
                return 0;
            default:
                return 0;
        }
    }

    [GeneratedRegex(@"\A([0-9]+)(?:([KMG])i?B?)?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MemoryForm();
}

using System.Collections.Frozen;
using System.Text.Json;
using Concourse.Core.Events;
using Concourse.Core.Json;
using Concourse.Core.Values;

namespace Fly.Builds;

/// <summary>The event types and versions that fly knows, newest version first, deprecated ones included (fly.md §10).</summary>
internal static class EventSupport
{
    private static readonly FrozenDictionary<string, string[]> Versions = new Dictionary<string, string[]>
    {
        ["log"] = ["5.1", "4.0", "3.0", "2.0", "1.0"],
        ["status"] = ["1.0"],
        ["error"] = ["4.1", "3.0", "2.0", "1.0"],
        ["waiting-for-worker"] = ["1.0"],
        ["selected-worker"] = ["1.0"],
        ["streaming-volume"] = ["1.0"],
        ["waiting-for-streamed-volume"] = ["1.0"],
        ["initialize-check"] = ["1.0"],
        ["initialize-task"] = ["4.0", "3.0", "2.0", "1.0"],
        ["start-task"] = ["5.0", "4.0", "3.0", "2.0", "1.0"],
        ["finish-task"] = ["4.0", "3.0", "2.0", "1.0"],
        ["initialize-get"] = ["2.0", "1.0"],
        ["start-get"] = ["1.0"],
        ["finish-get"] = ["5.1", "4.0", "3.0", "2.0", "1.0"],
        ["initialize-put"] = ["2.0", "1.0"],
        ["start-put"] = ["1.0"],
        ["finish-put"] = ["5.1", "4.0", "3.0", "2.0", "1.0"],
        ["set-pipeline-changed"] = ["1.0"],
        ["initialize"] = ["1.0"],
        ["start"] = ["1.0"],
        ["finish"] = ["1.0"],
        ["image-check"] = ["1.1"],
        ["image-get"] = ["1.1"],
        ["across-substeps"] = ["1.0"],
        ["input"] = ["2.0", "1.0"],
        ["output"] = ["2.0", "1.0"],
    }.ToFrozenDictionary();

    /// <summary>Why an event cannot be understood; null when it can.</summary>
    public static string? Problem(EventEnvelope envelope)
    {
        if (!Versions.TryGetValue(envelope.Type, out var known))
        {
            return $"unknown event type: {envelope.Type}";
        }

        return known.Any(v => Major(v) == Major(envelope.Version))
            ? null
            : $"unknown event version: {envelope.Type} version {envelope.Version} (supported versions: {string.Join(", ", known)})";
    }

    /// <summary>The status of a status event that no build can have; null otherwise.</summary>
    public static string? UnknownStatus(EventEnvelope envelope)
    {
        try
        {
            var status = (JsonText.Parse(envelope.Data.Text) as MapValue)?.Text("status") ?? "";
            return status is "started" or "succeeded" or "failed" or "errored" or "aborted" ? null : status;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Major(string version) => version.Split('.')[0];
}

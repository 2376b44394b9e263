using Fly.CommandLine;

namespace Fly.Arguments;

/// <summary>A field of a resource's version: <c>KEY:VALUE</c>, split at the first colon; without one the value is empty.</summary>
internal static class VersionField
{
    public static FlagType<KeyValuePair<string, string>> Type { get; } = new("atc.Version", text =>
    {
        var parts = text.Split(':', 2);
        return KeyValuePair.Create(parts[0], parts.Length > 1 ? parts[1] : "");
    });
}

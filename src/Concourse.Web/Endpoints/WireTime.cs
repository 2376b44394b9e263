namespace Concourse.Web.Endpoints;

/// <summary>Times as the API sends them: unix seconds.</summary>
internal static class WireTime
{
    /// <summary>Go's zero time, which some lists send for a time that has not come (rest-api.md §9.6).</summary>
    public const long GoZero = -62135596800;

    public static long? Seconds(DateTime? utc) => utc is { } time ? Seconds(time) : null;

    public static long Seconds(DateTime utc) => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).ToUnixTimeSeconds();
}

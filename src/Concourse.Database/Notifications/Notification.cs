namespace Concourse.Database.Notifications;

/// <summary>
/// A wake-up on a channel. <paramref name="MayHaveMissedOthers"/>: the listening connection was lost and is
/// back, so the subscriber must look at the state itself; there is no payload then.
/// </summary>
public sealed record Notification(string Payload, bool MayHaveMissedOthers)
{
    internal static Notification Reconnected { get; } = new("", true);
}

namespace Concourse.Database.Events;

/// <summary>Some events of a build in order.</summary>
/// <param name="Events">Few enough to be held in memory for each of many readers.</param>
/// <param name="More">The page is full, so read on at once; otherwise wait for the build's channel.</param>
/// <param name="Ended">The build was complete when they were read and there are no more: the stream ends.</param>
public sealed record EventPage(IReadOnlyList<StoredEvent> Events, bool More, bool Ended);

namespace Concourse.Database.Events;

/// <summary>
/// Some events of a build in order. <paramref name="Ended"/>: the build was complete when they were read and there
/// are no more, so the stream ends; otherwise, after an empty or short page, wait for the build's channel.
/// </summary>
public sealed record EventPage(IReadOnlyList<StoredEvent> Events, bool Ended);

namespace Concourse.Engine.Journal;

/// <summary>Another node writes this build's events: this one must stop and leave the build to it.</summary>
public sealed class BuildAbandonedException(string message, Exception? inner = null) : Exception(message, inner);

using Concourse.Core.Versions;

namespace Concourse.Database.Versions;

/// <summary>A version that a put step made.</summary>
public sealed record BuildOutputSave(
    long BuildId, string StepName, int ResourceId, Scope Scope, ResourceVersion Version, IReadOnlyList<MetadataField> Metadata);

/// <summary>A resource script returned a version without keys. The message is upstream's.</summary>
public sealed class EmptyVersionException()
    : Exception("resource output version is empty. Version must contain at least one key-value pair");

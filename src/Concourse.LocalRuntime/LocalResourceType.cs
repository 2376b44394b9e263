namespace Concourse.LocalRuntime;

/// <summary>A base resource type as configured.</summary>
/// <param name="Image">
/// Image reference, looked up in the engine first and in its registry second; or an image id (<c>sha256:…</c>) of the engine.
/// </param>
/// <param name="Privileged">Whether its containers run privileged.</param>
public sealed record LocalResourceType(string Image, bool Privileged = false);

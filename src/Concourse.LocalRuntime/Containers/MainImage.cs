namespace Concourse.LocalRuntime.Containers;

/// <summary>An image that is in the engine, ready to make containers from.</summary>
/// <param name="Reference">Name or id by which the engine knows it.</param>
/// <param name="User">Overrides the image's own user; null: it stays.</param>
/// <param name="Env">Added to the image's own environment.</param>
internal sealed record MainImage(string Reference, string? User, IReadOnlyList<string> Env);

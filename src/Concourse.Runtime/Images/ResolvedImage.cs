namespace Concourse.Runtime.Images;

/// <summary>An image found in its registry.</summary>
/// <param name="Reference">The repository at the digest that the tag names now: the whole index where the image has several platforms.</param>
/// <param name="Config">Of the variant for our platform.</param>
public sealed record ResolvedImage(ImageReference Reference, ImageConfig Config);

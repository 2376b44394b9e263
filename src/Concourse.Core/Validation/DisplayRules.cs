namespace Concourse.Core.Validation;

/// <summary>The background image must be an http, https or relative URL.</summary>
internal static class DisplayRules
{
    /// <summary>What is wrong with a background image, or null.</summary>
    public static string? Error(string image) =>
        GoUrl.Error(image, out var scheme) is not null ? $"background_image is not a valid URL: {image}"
        : scheme is "" or "http" or "https" ? null
        : "background_image scheme must be either http, https or relative";
}

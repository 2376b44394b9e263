using Concourse.Core.Configuration;

namespace Concourse.Scheduling.Checks;

/// <summary>How often resources are checked that do not say it themselves. Defaults are upstream's.</summary>
public sealed record CheckIntervals
{
    /// <summary><c>--resource-checking-interval</c>.</summary>
    public TimeSpan Resource { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary><c>--resource-with-webhook-checking-interval</c>.</summary>
    public TimeSpan ResourceWithWebhook { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The interval that applies to a resource (scheduler chapter §4.2).</summary>
    public CheckEvery For(ResourceConfig resource) =>
        resource.CheckEvery ?? CheckEvery.At(resource.WebhookToken.Length > 0 ? ResourceWithWebhook : Resource);
}

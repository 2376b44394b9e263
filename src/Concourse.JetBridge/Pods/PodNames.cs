using System.Text;
using Concourse.Runtime.Sandboxes;

namespace Concourse.JetBridge.Pods;

/// <summary>Readable pod names (jetbridge.md §5.1); where no readable name can be made, the handle itself.</summary>
internal static class PodNames
{
    private const int MaxLength = 63;
    private const int MaxSegment = 20;
    private const int MaxCheckName = 50;

    public static string For(string handle, SandboxMetadata metadata)
    {
        var compact = handle.Replace("-", "", StringComparison.Ordinal);
        var suffix = compact[..Math.Min(8, compact.Length)];
        return (metadata.Type == "check" ? CheckName(metadata, suffix) : StepName(metadata, suffix)) ?? handle;
    }

    private static string? CheckName(SandboxMetadata metadata, string suffix)
    {
        var step = Sanitise(metadata.StepName, MaxCheckName);
        return step.Length == 0 ? null : $"chk-{step}-{suffix}";
    }

    private static string? StepName(SandboxMetadata metadata, string suffix)
    {
        var type = metadata.Type.Length == 0 ? "task" : metadata.Type;
        var build = metadata.BuildName.Length == 0 ? "" : "b" + metadata.BuildName;
        var hyphens = build.Length == 0 ? 3 : 4;
        var room = MaxLength - hyphens - suffix.Length - type.Length - build.Length;
        if (metadata.PipelineName.Length == 0 || metadata.JobName.Length == 0 || room < 2)
        {
            return null;
        }

        var segment = Math.Min(room / 2, MaxSegment);
        var pipeline = Sanitise(metadata.PipelineName, segment);
        var job = Sanitise(metadata.JobName, segment);
        if (pipeline.Length == 0 || job.Length == 0)
        {
            return null;
        }

        return build.Length == 0 ? $"{pipeline}-{job}-{type}-{suffix}" : $"{pipeline}-{job}-{build}-{type}-{suffix}";
    }

    private static string Sanitise(string name, int maxLength)
    {
        var result = new StringBuilder(name.Length);
        foreach (var character in name.ToLowerInvariant())
        {
            var mapped = character is '_' or '.' or ' ' ? '-' : character;
            var repeated = mapped == '-' && (result.Length == 0 || result[^1] == '-');
            if (!repeated && (mapped == '-' || char.IsAsciiLetterLower(mapped) || char.IsAsciiDigit(mapped)))
            {
                result.Append(mapped);
            }
        }

        result.Length = Math.Min(result.Length, maxLength);
        return result.ToString().Trim('-');
    }
}

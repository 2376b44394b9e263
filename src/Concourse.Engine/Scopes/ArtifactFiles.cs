using Concourse.Engine.Containers;

namespace Concourse.Engine.Scopes;

/// <summary>Reads single files of artifacts: task configs, values of vars, an image's metadata.</summary>
public sealed class ArtifactFiles(StepSandboxes sandboxes)
{
    private const int LongestFile = 64 * 1024 * 1024;

    /// <summary>The bytes of a regular file; null when there is no such file.</summary>
    /// <exception cref="Steps.StepException">The artifact's volume is gone, or the file is too long for a config.</exception>
    public async Task<byte[]?> ReadAsync(Artifact.Tree artifact, string path, CancellationToken ct)
    {
        var volume = await sandboxes.VolumeAsync(artifact, ct);
        try
        {
            await using var file = await volume.OpenFileAsync(path, ct);
            using var content = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (int read; (read = await file.ReadAsync(buffer, ct)) > 0;)
            {
                if (content.Length + read > LongestFile)
                {
                    throw new Steps.StepException($"file '{path}' is longer than {LongestFile} bytes");
                }

                content.Write(buffer, 0, read);
            }

            return content.ToArray();
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}

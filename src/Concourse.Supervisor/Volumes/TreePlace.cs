using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Volumes;

/// <summary>A name in an open folder.</summary>
internal sealed record TreePlace(SafeFileHandle Folder, string Name) : IDisposable
{
    public void Dispose() => Folder.Dispose();
}

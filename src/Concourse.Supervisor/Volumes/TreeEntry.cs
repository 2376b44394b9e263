using Concourse.Supervisor.Native;
using Microsoft.Win32.SafeHandles;

namespace Concourse.Supervisor.Volumes;

/// <summary>Something found in a tree.</summary>
/// <param name="Path">Relative to where the walk began, without a leading slash; empty for the beginning itself.</param>
/// <param name="Folder">The folder it is in.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Status">What it is.</param>
internal readonly record struct TreeEntry(string Path, SafeFileHandle Folder, string Name, FileStatus Status)
{
    public string ReadLink() => RootedTree.ReadLink(Folder, Name);

    /// <summary>A regular file's content. Fails rather than follows when it has become a link.</summary>
    public FileStream OpenRead() => new(
        Descriptors.Open(Name, OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlocking, directory: Folder.Number()),
        FileAccess.Read,
        bufferSize: 0);
}

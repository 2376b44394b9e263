using Concourse.Runtime.Supervision.Protocol;
using Concourse.Supervisor.Attach;
using Concourse.Supervisor.Framing;
using Concourse.Supervisor.Native;
using ZstdSharp;

namespace Concourse.Supervisor.Volumes;

/// <summary>One volume operation of a client, on a thread of its own. Paths begin with the volume's folder name in the root.</summary>
internal sealed class VolumeChannel : IChannel
{
    /// <summary>Artifacts travel once: time matters more than size.</summary>
    private const int CompressionLevel = 1;

    private readonly FrameConnection _client;
    private readonly string _root;
    private readonly uint _channel;
    private readonly IncomingBytes _incoming;
    private readonly OutgoingBytes _outgoing;

    public VolumeChannel(FrameConnection client, string root, uint channel)
    {
        (_client, _root, _channel) = (client, root, channel);
        _incoming = new IncomingBytes(count => client.Send(FrameType.Credit, channel, new PayloadWriter().Offset(count).Written));
        _outgoing = new OutgoingBytes(client, channel);
    }

    public void Start(FrameType operation, ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var path = operation == FrameType.VolumeList ? "" : reader.String();
        var target = operation == FrameType.VolumeCopy ? reader.String() : "";
        new Thread(() => Run(operation, path, target)) { IsBackground = true, Name = "volume" }.Start();
    }

    public void Receive(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Data:
                _incoming.Offer(payload);
                break;
            case FrameType.End:
                _incoming.End(broken: false);
                break;
            case FrameType.Credit:
                var reader = new PayloadReader(payload);
                _outgoing.AddCredit(reader.Offset());
                break;
            case FrameType.Cancel:
                _incoming.End(broken: true);
                _outgoing.Break();
                break;
            default:
                throw new ProtocolException($"unexpected {header.Type} frame");
        }
    }

    private void Run(FrameType operation, string path, string target)
    {
        try
        {
            using var root = RootedTree.Open(_root);
            Carry(operation, root, path, target);
            _client.Send(FrameType.Done, _channel);
        }
        catch (Exception e) when (e is ErrnoException or IOException or UnauthorizedAccessException or InvalidDataException
            or ZstdException or FormatException or NotSupportedException or ArgumentException)
        {
            var notFound = e is ErrnoException { Errno: Errno.NotFound or Errno.NotDirectory } or FileNotFoundException;
            _client.Send(FrameType.Failed, _channel, new FailedMessage(notFound, e.Message).Encode());
        }
    }

    private void Carry(FrameType operation, RootedTree root, string path, string target)
    {
        switch (operation)
        {
            case FrameType.VolumeIn:
                Unpack(root, path);
                break;
            case FrameType.VolumeOut:
                Pack(root, path);
                break;
            case FrameType.ReadFile:
                ReadFile(root, path);
                break;
            case FrameType.VolumeCopy:
                using (var destination = new RootedTree(root.OpenFolder(target, make: true)))
                using (var source = new TreePlace(root.OpenFolder(path, make: false), "."))
                {
                    TreeCopier.Copy(source, destination);
                }

                break;
            case FrameType.VolumeDelete:
                using (var place = root.Find(path))
                {
                    TreeWriter.Remove(place);
                }

                break;
            case FrameType.VolumeList:
                using (var folder = root.OpenFolder("", make: false))
                {
                    _outgoing.Write(System.Text.Encoding.UTF8.GetBytes(string.Concat(TreeWalker.Names(folder).Select(n => n + "\n"))));
                }

                break;
            default:
                throw new ProtocolException($"unexpected {operation} frame");
        }
    }

    private void Unpack(RootedTree root, string path)
    {
        using var destination = new RootedTree(root.OpenFolder(path, make: true));
        using var tar = new DecompressionStream(_incoming);
        TarUnpacker.Unpack(tar, destination);
        // What follows the archive's end belongs to it: padding.
        tar.CopyTo(Stream.Null);
    }

    private void Pack(RootedTree root, string path)
    {
        using var place = Place(root, path);
        using var compressed = new CompressionStream(_outgoing, CompressionLevel);
        TarPacker.Pack(place, compressed);
    }

    private void ReadFile(RootedTree root, string path)
    {
        using var place = Place(root, path);
        if (RootedTree.StatusOf(place.Folder, place.Name) is not { Kind: FileKind.Regular } status)
        {
            throw new FileNotFoundException($"no such file: {path}");
        }

        using var content = new TreeEntry(path, place.Folder, place.Name, status).OpenRead();
        content.CopyTo(_outgoing, FrameCodec.MaxPayload);
    }

    /// <summary>Inside its own volume: a link in one volume does not lead into another.</summary>
    private static TreePlace Place(RootedTree root, string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        using var volume = new RootedTree(root.OpenFolder(slash < 0 ? path : path[..slash], make: false));
        return volume.Find(slash < 0 ? "" : path[slash..], followLast: true);
    }
}

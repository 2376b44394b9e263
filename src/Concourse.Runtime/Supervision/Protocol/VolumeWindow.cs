namespace Concourse.Runtime.Supervision.Protocol;

/// <summary>Flow control of volume data.</summary>
internal static class VolumeWindow
{
    /// <summary>Bytes that may be under way before the receiver's first <see cref="FrameType.Credit"/>.</summary>
    public const int Size = 1024 * 1024;
}

using System.Runtime.InteropServices;

namespace Concourse.Supervisor.Native;

/// <summary>One entry of <c>poll(2)</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    public const short Readable = 1;

    public int Descriptor;
    public short Events;
    public short Returned;
}

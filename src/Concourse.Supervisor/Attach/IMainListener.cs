using Concourse.Runtime.Supervision.Protocol;

namespace Concourse.Supervisor.Attach;

/// <summary>Hears what main's supervisor says.</summary>
internal interface IMainListener
{
    void MainSent(FrameHeader header, ReadOnlySpan<byte> payload);

    /// <summary>Called once: main never came up, or died.</summary>
    void MainGone(string reason);
}

using System.Text;
using Concourse.Runtime.Sandboxes;
using Docker.DotNet;

namespace Concourse.LocalRuntime.Engine;

/// <summary>
/// The hijacked connection of one exec. It is read only when <see cref="Output"/> is read, so a slow reader slows the process
/// down through the engine; stderr that arrives in between is kept for <see cref="Diagnostics"/>.
/// </summary>
internal sealed class ExecStream(MultiplexedStream connection) : IHelperStream
{
    private const int MaxDiagnostics = 4 << 10;

    private readonly StringBuilder _diagnostics = new();

    public Stream Input { get; } = new ExecInput(connection);

    public Stream Output => field ??= new ExecOutput(connection, Keep);

    public string Diagnostics
    {
        get
        {
            lock (_diagnostics)
            {
                return _diagnostics.ToString();
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Keep(ReadOnlySpan<byte> stderr)
    {
        lock (_diagnostics)
        {
            _diagnostics.Append(Encoding.UTF8.GetString(stderr));
            if (_diagnostics.Length > MaxDiagnostics)
            {
                _diagnostics.Remove(0, _diagnostics.Length - MaxDiagnostics);
            }
        }
    }
}

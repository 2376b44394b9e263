using System.Text;
using Concourse.Runtime.Processes;

namespace Concourse.LocalRuntime.Tests.Live;

/// <summary>Keeps a process's output, and checks that it arrives in order and without gaps.</summary>
internal sealed class RecordedOutput : IProcessOutput
{
    private readonly MemoryStream _stdout = new();
    private readonly MemoryStream _stderr = new();

    public byte[] Stdout => _stdout.ToArray();

    public string StdoutText => Encoding.UTF8.GetString(Stdout);

    public string StderrText => Encoding.UTF8.GetString(_stderr.ToArray());

    public ValueTask WriteAsync(ProcessStream stream, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        var target = stream == ProcessStream.Stdout ? _stdout : _stderr;
        Assert.Equal(target.Length, offset);
        target.Write(data.Span);
        return ValueTask.CompletedTask;
    }
}

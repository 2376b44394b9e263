using System.Runtime.InteropServices;
using System.Text;

namespace Concourse.Supervisor.Native;

/// <summary>A null-terminated array of null-terminated UTF-8 strings (<c>char *argv[]</c>) in unmanaged memory.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly byte** _array;

    public NativeStrings(IReadOnlyList<string> strings)
    {
        _array = (byte**)NativeMemory.AllocZeroed((nuint)(strings.Count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < strings.Count; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(strings[i]);
            _array[i] = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
            bytes.CopyTo(new Span<byte>(_array[i], bytes.Length));
        }
    }

    public byte** Pointer => _array;

    public byte* First => _array[0];

    public void Dispose()
    {
        for (var i = 0; _array[i] is not null; i++)
        {
            NativeMemory.Free(_array[i]);
        }

        NativeMemory.Free(_array);
    }
}

namespace Concourse.Core.Yaml;

/// <summary>A stack in pieces: growing to millions of items neither copies them nor needs twice the memory.</summary>
internal sealed class ChunkStack<T>
{
    private const int Bits = 14;
    private const int Size = 1 << Bits;
    private readonly List<T[]> chunks = [new T[16]];
    private int topIndex;
    private int inTop;

    public int Count => (topIndex << Bits) + inTop;

    public void Push(T item)
    {
        var top = chunks[topIndex];
        if (inTop == top.Length)
        {
            top = Grow(top);
        }

        top[inTop++] = item;
    }

    /// <summary>Takes what lies above the first so many items.</summary>
    public T[] Pop(int first)
    {
        if (first == Count)
        {
            return [];
        }

        var items = new T[Count - first];
        for (var done = 0; done < items.Length;)
        {
            var offset = (first + done) & (Size - 1);
            var length = Math.Min(Size - offset, items.Length - done);
            chunks[(first + done) >> Bits].AsSpan(offset, length).CopyTo(items.AsSpan(done));
            done += length;
        }

        topIndex = Math.Max(0, first - 1) >> Bits;
        inTop = first - (topIndex << Bits);
        if (chunks.Count > topIndex + 2)
        {
            // One is kept for what comes next.
            chunks.RemoveRange(topIndex + 2, chunks.Count - topIndex - 2);
        }

        return items;
    }

    // The first piece starts small, since most documents do.
    private T[] Grow(T[] top)
    {
        if (top.Length < Size)
        {
            Array.Resize(ref top, top.Length * 2);
            return chunks[topIndex] = top;
        }

        inTop = 0;
        if (++topIndex == chunks.Count)
        {
            chunks.Add(new T[Size]);
        }

        return chunks[topIndex];
    }
}

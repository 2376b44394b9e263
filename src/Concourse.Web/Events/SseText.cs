using System.IO.Pipelines;
using System.Text;

namespace Concourse.Web.Events;

/// <summary>Text of an event stream, encoded into a pipe without a copy between.</summary>
internal static class SseText
{
    public static void Write(PipeWriter pipe, string text)
    {
        var span = pipe.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        pipe.Advance(Encoding.UTF8.GetBytes(text, span));
    }
}

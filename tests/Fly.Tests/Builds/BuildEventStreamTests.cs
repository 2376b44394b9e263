using System.Net;
using System.Text;
using Concourse.Client;
using Concourse.Core.Events;

namespace Fly.Tests.Builds;

/// <summary>Reading a build's events over connections that break anywhere (rest-api.md §6.3).</summary>
public sealed class BuildEventStreamTests
{
    private const int Count = 3;

    public enum Break
    {
        /// <summary>The answer ends as if it were whole.</summary>
        End,

        /// <summary>The connection is reset while it is read.</summary>
        Reset,

        /// <summary>As a reset, and the next connection is refused, the one after it answered with 503.</summary>
        Outage,
    }

    [Theory]
    [InlineData(Break.End)]
    [InlineData(Break.Reset)]
    [InlineData(Break.Outage)]
    public async Task Wherever_the_connection_breaks_every_event_comes_once_and_in_order(Break kind)
    {
        for (var length = 0; length < Server.Text(first: 0).Length; length++)
        {
            using var server = new Server(kind, length);
            using var http = new HttpClient(server);
            var client = new ConcourseClient(http, new Uri("http://ci.example.com"));
            var read = new List<EventEnvelope>();

            await foreach (var envelope in client.BuildEvents(7, new HastyTime()).ReadAsync(TestContext.Current.CancellationToken))
            {
                read.Add(envelope);
            }

            Assert.Equal(["0", "1", "2"], read.Select(e => e.EventId));
            Assert.All(read, e => Assert.Equal("é\n", Assert.IsType<LogEvent>(e.Decode()).Text));
        }
    }

    /// <summary>A server that breaks its first answer, and resumes behind the last event that the client names.</summary>
    private sealed class Server(Break kind, int firstLength) : HttpMessageHandler
    {
        private int requests;

        public static byte[] Text(int first) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(first, Count - first).Select(id =>
            $$$"""
            id: {{{id}}}
            event: event
            data: {"data":{"time":1,"origin":{},"payload":"é\n"},"event":"log","version":"5.1","event_id":"{{{id}}}"}


            """)) + $"id: {Count}\nevent: end\ndata\n\n");

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            requests++;
            if (kind == Break.Outage && requests is 2 or 3)
            {
                return requests == 2
                    ? Task.FromException<HttpResponseMessage>(new HttpRequestException("connection refused"))
                    : Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("") });
            }

            var first = request.Headers.TryGetValues("Last-Event-ID", out var id) ? int.Parse(id.Single(), null) + 1 : 0;
            var text = Text(first);
            var stream = requests > 1 ? new MemoryStream(text) : new BrokenStream(text[..firstLength], resets: kind != Break.End);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(stream) });
        }
    }

    private sealed class BrokenStream(byte[] bytes, bool resets) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 || !resets ? read : throw new HttpIOException(HttpRequestError.ResponseEnded);
        }
    }

    /// <summary>A clock on which every wait is over at once.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fly.Logins;

/// <summary>A port of this machine to which the login page sends the token (fly.md §12).</summary>
internal sealed class TokenListener : IDisposable
{
    private const int LongestBody = 64 * 1024;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly string api;

    public TokenListener(string api)
    {
        this.api = api;
        listener.Start();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Dispose() => listener.Dispose();

    /// <summary>Answers requests until one brings a token. Browsers open connections that they do not use, so none is waited for.</summary>
    public async Task<string> ReceiveAsync(CancellationToken ct)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var callers = new List<Task<string?>>();
        var accepted = listener.AcceptTcpClientAsync(done.Token).AsTask();
        try
        {
            while (true)
            {
                var ended = await Task.WhenAny([accepted, .. callers]);
                if (ended == accepted)
                {
                    callers.Add(ServeAsync(await accepted, done.Token));
                    accepted = listener.AcceptTcpClientAsync(done.Token).AsTask();
                }
                else if (callers.Remove((Task<string?>)ended) && await (Task<string?>)ended is { } token)
                {
                    return token;
                }
            }
        }
        finally
        {
            await done.CancelAsync();
        }
    }

    /// <summary>The token that a caller brings; null if none.</summary>
    private async Task<string?> ServeAsync(TcpClient connection, CancellationToken ct)
    {
        using (connection)
        {
            try
            {
                return await AnswerAsync(connection.GetStream(), ct);
            }
            catch (IOException)
            {
                // That caller hung up; another may bring the token.
                return null;
            }
        }
    }

    private async Task<string?> AnswerAsync(Stream stream, CancellationToken ct)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        var target = (await reader.ReadLineAsync(ct))?.Split(' ') is [_, var path, ..] ? path : "/";
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(ct) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..Math.Max(0, colon)]] = line[(colon + 1)..].Trim();
        }

        var preflight = headers.GetValueOrDefault("Access-Control-Request-Private-Network") == "true"
            && headers.GetValueOrDefault("Access-Control-Request-Method") == "GET";
        var token = preflight ? null : Token(target[(target.IndexOf('?', StringComparison.Ordinal) + 1)..])
            ?? Token(await BodyAsync(reader, headers, ct)) ?? "";
        var status = !preflight && headers.ContainsKey("Upgrade-Insecure-Requests")
            ? $"302 Found\r\nLocation: {api}/fly_success?noop=true"
            : "200 OK";
        var privateNetwork = preflight ? "Access-Control-Allow-Private-Network: true\r\n" : "";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(
            $"HTTP/1.1 {status}\r\nAccess-Control-Allow-Origin: {api}\r\n{privateNetwork}Content-Length: 0\r\nConnection: close\r\n\r\n"), ct);
        return token is { Length: > 0 } ? token : null;
    }

    private static async Task<string> BodyAsync(StreamReader reader, Dictionary<string, string> headers, CancellationToken ct)
    {
        if (!int.TryParse(headers.GetValueOrDefault("Content-Length"), out var length) || length is <= 0 or > LongestBody)
        {
            return "";
        }

        var body = new char[length];
        return new string(body, 0, await reader.ReadBlockAsync(body, ct));
    }

    private static string? Token(string form) => form.Split('&')
        .Select(p => p.Split('=', 2))
        .Where(p => p is ["token", _])
        .Select(p => Uri.UnescapeDataString(p[1].Replace('+', ' ')))
        .FirstOrDefault();
}

using System.Diagnostics;
using Concourse.Client.Http;
using Fly.Terminals;

namespace Fly.Logins;

/// <summary>
/// Login by a browser (fly.md §12): the server's page sends the token to a port of this machine, or the user pastes it;
/// what comes first counts.
/// </summary>
internal sealed class BrowserLogin(Terminal terminal, string api)
{
    public async Task<AccessToken> RunAsync(bool openBrowser, CancellationToken ct)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var listener = new TokenListener(api);
        var page = $"{api}/login?fly_port={listener.Port}";
        terminal.Out.Write($"navigate to the following URL in your browser:\r\n\r\n  {page}\r\n\n");
        await terminal.Out.FlushAsync(ct);
        if (openBrowser)
        {
            Open(page);
        }

        try
        {
            var received = listener.ReceiveAsync(done.Token);
            var typed = new TokenPrompt(terminal).ReadAsync(done.Token);
            return Parse(await await Task.WhenAny(received, typed));
        }
        finally
        {
            await done.CancelAsync();
        }
    }

    private static AccessToken Parse(string text)
    {
        var words = text.Split(' ', 2);
        return words.Length == 2 ? new AccessToken(words[0], words[1]) : throw new FlyException("invalid token: it must be of the format 'TYPE VALUE'");
    }

    // The address is printed already, so a machine without a browser is no failure.
    private static void Open(string page)
    {
        try
        {
            var start = OperatingSystem.IsWindows() ? new ProcessStartInfo(page) { UseShellExecute = true }
                : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [page]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var browser = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
        }
    }
}

using System.Text;
using Fly.Terminals;

namespace Fly.Logins;

/// <summary>Asks the user for a token, without showing it.</summary>
internal sealed class TokenPrompt(Terminal terminal)
{
    private const string Question = "or enter token manually (input hidden): ";
    private static readonly TimeSpan KeyInterval = TimeSpan.FromMilliseconds(25);

    /// <summary>A text of two words. Never ends when the input does, since the token may still come from a browser.</summary>
    public async Task<string> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            terminal.Out.Write(Question);
            await terminal.Out.FlushAsync(ct);
            var text = terminal.ReadsKeys ? await ReadHiddenAsync(ct) : await Task.Run(terminal.In.ReadLine, ct);
            if (text is null)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            }
            else if (text.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 2)
            {
                return text.Trim();
            }

            terminal.Print("\ntoken must be of the format 'TYPE VALUE', e.g. 'Bearer ...'");
        }
    }

    // Keys are looked for now and then, so that the wait can end when the browser is faster.
    private static async Task<string?> ReadHiddenAsync(CancellationToken ct)
    {
        var text = new StringBuilder();
        while (true)
        {
            while (!Console.KeyAvailable)
            {
                await Task.Delay(KeyInterval, ct);
            }

            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    return text.ToString();
                case ConsoleKey.Backspace:
                    text.Length = Math.Max(0, text.Length - 1);
                    break;
                default:
                    text.Append(char.IsControl(key.KeyChar) ? "" : key.KeyChar);
                    break;
            }
        }
    }
}

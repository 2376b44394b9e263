using System.CommandLine;
using System.Text;
using Concourse.Web.Hosting;

namespace Concourse.Web.Commands;

/// <summary>An encryption key in the three forms in which it may be given (web-flags-and-operations.md §2).</summary>
internal sealed class KeyFlags(Flag flag, string name, string description)
{
    private readonly Option<string?> raw = flag.Text(name, description);
    private readonly Option<string?> base64 = flag.Text(name + "-base64", description + " Base64 encoded.");
    private readonly Option<string?> hex = flag.Text(name + "-hex", description + " Hex encoded.");

    public IEnumerable<Option> All => [raw, base64, hex];

    /// <summary>The key's bytes; null when none is given.</summary>
    /// <exception cref="StartupException">More than one form is given, or it is no text of its form.</exception>
    public byte[]? Read(ParseResult arguments)
    {
        (string? Text, string Form, Func<string, byte[]> Decode)[] forms =
        [
            (arguments.GetValue(raw), "raw", Encoding.UTF8.GetBytes),
            (arguments.GetValue(base64), "base64", System.Convert.FromBase64String),
            (arguments.GetValue(hex), "hex", System.Convert.FromHexString),
        ];
        var given = forms.Where(f => f.Text is { Length: > 0 }).ToList();
        if (given.Count > 1)
        {
            throw new StartupException("only one encryption key format may be specified");
        }

        try
        {
            return given.Count == 0 ? null : given[0].Decode(given[0].Text!);
        }
        catch (FormatException e)
        {
            throw new StartupException($"failed to decode {given[0].Form} encryption key: {e.Message}");
        }
    }
}

namespace Concourse.Core.Validation;

/// <summary>The background image must be an http, https or relative URL by the rules of upstream's URL parser.</summary>
internal static class DisplayRules
{
    /// <summary>What is wrong with a background image, or null.</summary>
    public static string? Error(string image)
    {
        if (!TryParse(image, out var scheme))
        {
            return $"background_image is not a valid URL: {image}";
        }

        return scheme is "" or "http" or "https" ? null : "background_image scheme must be either http, https or relative";
    }

    private static bool TryParse(string url, out string scheme)
    {
        scheme = "";
        if (url.Any(c => c < ' ' || c == 0x7f))
        {
            return false;
        }

        var colon = url.AsSpan().IndexOfAnyExcept(SchemeCharacters);
        if (colon == 0 && url[0] == ':')
        {
            return false;
        }

        var rest = url;
        if (colon > 0 && url[colon] == ':' && char.IsAsciiLetter(url[0]))
        {
            scheme = url[..colon].ToLowerInvariant();
            rest = url[(colon + 1)..];
        }

        var fragment = rest.IndexOf('#', StringComparison.Ordinal);
        if (fragment >= 0 && !HasGoodEscapes(rest[fragment..]))
        {
            return false;
        }

        rest = fragment >= 0 ? rest[..fragment] : rest;
        var query = rest.IndexOf('?', StringComparison.Ordinal);
        rest = query >= 0 ? rest[..query] : rest;
        if (scheme.Length > 0 && !rest.StartsWith('/'))
        {
            return true;
        }

        if (scheme.Length == 0 && !rest.StartsWith('/') && rest.Split('/')[0].Contains(':'))
        {
            return false;
        }

        if (rest.StartsWith("//", StringComparison.Ordinal) && (scheme.Length > 0 || !rest.StartsWith("///", StringComparison.Ordinal)))
        {
            var slash = rest.IndexOf('/', 2);
            var authority = slash < 0 ? rest[2..] : rest[2..slash];
            rest = slash < 0 ? "" : rest[slash..];
            if (!IsAuthority(authority))
            {
                return false;
            }
        }

        return HasGoodEscapes(rest);
    }

    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly System.Buffers.SearchValues<char> SchemeCharacters =
        System.Buffers.SearchValues.Create(Letters + "0123456789+-.");

    private static readonly System.Buffers.SearchValues<char> HostCharacters =
        System.Buffers.SearchValues.Create(Letters + "0123456789-_.~$&+,;=:[]<>\"!'()*%");

    private static bool IsAuthority(string authority)
    {
        var host = authority[(authority.LastIndexOf('@') + 1)..];
        var bracket = host.StartsWith('[') ? host.LastIndexOf(']') : 0;
        if (bracket < 0 || host.Any(c => c < 0x80 && !HostCharacters.Contains(c)) || host.Contains('%'))
        {
            return false;
        }

        var port = host.IndexOf(':', bracket);
        return port < 0 || host.AsSpan(port + 1).IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static bool HasGoodEscapes(string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                return false;
            }
        }

        return true;
    }
}

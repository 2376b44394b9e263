using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Concourse.Core.Values;

namespace Concourse.Core.Validation;

/// <summary>URLs by the rules and in the words of Go's <c>net/url</c>, which decide what upstream saves.</summary>
internal static class GoUrl
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create(Letters + "0123456789+-.");
    private static readonly SearchValues<char> HostCharacters = SearchValues.Create(Letters + "0123456789-_.~$&+,;=:[]<>\"!'()*%");
    private static readonly SearchValues<char> UserCharacters = SearchValues.Create(Letters + "0123456789-._:~!$&'()*+,;=%@");

    /// <summary>What is wrong with a URL, e.g. <c>parse ":x": missing protocol scheme</c>, or null.</summary>
    /// <param name="url">The URL; the empty text is one.</param>
    /// <param name="scheme">In lower case; empty in a relative URL.</param>
    public static string? Error(string url, out string scheme)
    {
        var hash = url.IndexOf('#', StringComparison.Ordinal);
        var main = hash < 0 ? url : url[..hash];
        if (MainError(main, out scheme) is { } error)
        {
            return $"parse {GoText.Quote(main)}: {error}";
        }

        return hash >= 0 && EscapeError(url[(hash + 1)..], host: false) is { } fragment ? $"parse {GoText.Quote(url)}: {fragment}" : null;
    }

    private static string? MainError(string url, out string scheme)
    {
        scheme = "";
        if (url.Any(c => c is < ' ' or '\x7f'))
        {
            return "net/url: invalid control character in URL";
        }

        var colon = url.AsSpan().IndexOfAnyExcept(SchemeCharacters);
        if (colon == 0 && url[0] == ':')
        {
            return "missing protocol scheme";
        }

        var rest = url;
        if (colon > 0 && url[colon] == ':' && char.IsAsciiLetter(url[0]))
        {
            scheme = url[..colon].ToLowerInvariant();
            rest = url[(colon + 1)..];
        }

        var query = rest.IndexOf('?', StringComparison.Ordinal);
        rest = query >= 0 ? rest[..query] : rest;
        if (!rest.StartsWith('/'))
        {
            return scheme.Length == 0 && rest.Split('/')[0].Contains(':') ? "first path segment in URL cannot contain colon"
                : scheme.Length == 0 ? EscapeError(rest, host: false)
                : null;
        }

        if (!rest.StartsWith("//", StringComparison.Ordinal) || (scheme.Length == 0 && rest.StartsWith("///", StringComparison.Ordinal)))
        {
            return EscapeError(rest, host: false);
        }

        var slash = rest.IndexOf('/', 2);
        var authority = slash < 0 ? rest[2..] : rest[2..slash];
        return AuthorityError(authority) ?? (slash < 0 ? null : EscapeError(rest[slash..], host: false));
    }

    private static string? AuthorityError(string authority)
    {
        var at = authority.LastIndexOf('@');
        return HostError(authority[(at + 1)..])
            ?? (at < 0 ? null
                : authority.AsSpan(0, at).ContainsAnyExcept(UserCharacters) ? "net/url: invalid userinfo"
                : EscapeError(authority[..at], host: false));
    }

    private static string? HostError(string host)
    {
        var bracket = host.StartsWith('[') ? host.LastIndexOf(']') : 0;
        if (bracket < 0)
        {
            return "missing ']' in host";
        }

        var rest = host.StartsWith('[') ? host[(bracket + 1)..] : host;
        var colon = host.StartsWith('[') ? 0 : rest.IndexOf(':', StringComparison.Ordinal);
        var port = colon < 0 ? "" : rest[colon..];
        if (port.Length > 0 && (port[0] != ':' || port.AsSpan(1).ContainsAnyExceptInRange('0', '9')))
        {
            return $"invalid port {GoText.Quote(port)} after host";
        }

        if (EscapeError(host, host: true) is { } error)
        {
            return error;
        }

        var literal = host.StartsWith('[') ? host[1..bracket] : "";
        return !host.StartsWith('[') || IsIPv6(literal) ? null : $"invalid host: ParseAddr({GoText.Quote(literal)}): unable to parse IP";
    }

    private static bool IsIPv6(string literal) =>
        IPAddress.TryParse(literal.Replace("%25", "%", StringComparison.Ordinal), out var address)
        && address.AddressFamily == AddressFamily.InterNetworkV6;

    private static string? EscapeError(string text, bool host)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                var escape = text[i..Math.Min(i + 3, text.Length)];
                var isHex = escape.Length == 3 && char.IsAsciiHexDigit(escape[1]) && char.IsAsciiHexDigit(escape[2]);

                // In a host only what is beyond ASCII may be escaped, and the percent sign itself.
                if (!isHex || (host && escape[1] is >= '0' and <= '7' && escape != "%25"))
                {
                    return $"invalid URL escape {GoText.Quote(escape)}";
                }
            }
            else if (host && text[i] < 0x80 && !HostCharacters.Contains(text[i]))
            {
                return $"invalid character {GoText.Quote(text[i].ToString())} in host name";
            }
        }

        return null;
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Concourse.Core.Configuration;

namespace Concourse.Web.Commands;

/// <summary>
/// Makes options by upstream's rules (web-flags-and-operations.md §1): every flag has an environment variable <c>CONCOURSE_</c>
/// and its name in upper case with underscores; the command line wins over it, it wins over the default; lists and maps are
/// repeated on the command line and separated by commas in the environment.
/// </summary>
public sealed class Flag(Func<string, string?> environment)
{
    public Option<string?> Text(string name, string description, string? fallback = null) => Scalar(name, description, fallback, text => text);

    public Option<bool> Switch(string name, string description) => Scalar(name, description, false, ParseBool);

    public Option<int> Number(string name, string description, int fallback) =>
        Scalar(name, description, fallback, text => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));

    public Option<int> Port(string name, string description, int fallback) => Scalar(
        name,
        description,
        fallback,
        text => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : throw new FormatException($"'{text}' is no port; write a number from 0 to {ushort.MaxValue}"));

    public Option<TimeSpan> Duration(string name, string description, TimeSpan fallback) =>
        Scalar(name, description, fallback, text => GoDuration.Parse(text).ToTimeSpan());

    public Option<Uri?> Url(string name, string description) => Scalar<Uri?>(name, description, null, ParseUrl);

    /// <summary>A value of one of a few words.</summary>
    public Option<T> Choice<T>(string name, string description, T fallback, IReadOnlyDictionary<string, T> choices) => Scalar(
        name,
        description,
        fallback,
        text => choices.TryGetValue(text, out var value)
            ? value
            : throw new FormatException($"Invalid value `{text}' for option `{name}'. Allowed values are: {string.Join(", ", choices.Keys)}"));

    public Option<IReadOnlyList<string>> List(string name, string description) => Repeated(name, description, text => text);

    /// <summary><c>KEY:VALUE</c>, or with another separator.</summary>
    public Option<IReadOnlyList<KeyValuePair<string, string>>> Map(string name, string description, char separator = ':') => Repeated(
        name,
        description,
        text => text.IndexOf(separator, StringComparison.Ordinal) is var at and >= 0
            ? KeyValuePair.Create(text[..at], text[(at + 1)..])
            : KeyValuePair.Create(text, ""));

    private static bool ParseBool(string text) => text switch
    {
        "" or "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new FormatException($"strconv.ParseBool: parsing \"{text}\": invalid syntax"),
    };

    private static Uri ParseUrl(string text) =>
        Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var url) && url.Host.Length > 0
            ? url
            : throw new FormatException($"missing scheme in '{text}'");

    private static string Variable(string name) => "CONCOURSE_" + name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    private Option<T> Scalar<T>(string name, string description, T fallback, Func<string, T> parse) => new(name)
    {
        Description = description,
        Arity = typeof(T) == typeof(bool) ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        CustomParser = result => Convert(result, name, parse, result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value),
        DefaultValueFactory = result => environment(Variable(name)) is { } text ? Convert(result, Variable(name), parse, text) : fallback,
    };

    private Option<IReadOnlyList<T>> Repeated<T>(string name, string description, Func<string, T> parse) => new(name)
    {
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result => [.. result.Tokens.Select(t => parse(t.Value))],
        DefaultValueFactory = _ => environment(Variable(name)) is { } text ? [.. text.Split(',').Select(parse)] : [],
    };

    private static T Convert<T>(ArgumentResult result, string name, Func<string, T> parse, string text)
    {
        try
        {
            return parse(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            result.AddError($"invalid argument for flag `{name}': {e.Message}");
            return default!;
        }
    }
}

using System.Globalization;
using System.Net.Http.Headers;

namespace Concourse.Client.Http;

/// <summary>Which part of a list to read (rest-api.md §4). Ids are inclusive; with <see cref="Timestamps"/> they are unix seconds.</summary>
public sealed record PageRequest(long From = 0, long To = 0, int Limit = 0, bool Timestamps = false)
{
    public static PageRequest Newest { get; } = new();

    internal IEnumerable<KeyValuePair<string, string>> Parameters()
    {
        if (From > 0)
        {
            yield return KeyValuePair.Create("from", From.ToString(CultureInfo.InvariantCulture));
        }

        if (To > 0)
        {
            yield return KeyValuePair.Create("to", To.ToString(CultureInfo.InvariantCulture));
        }

        if (Limit > 0)
        {
            yield return KeyValuePair.Create("limit", Limit.ToString(CultureInfo.InvariantCulture));
        }

        if (Timestamps)
        {
            yield return KeyValuePair.Create("timestamps", "true");
        }
    }
}

/// <summary>One page of a list and where its neighbours are: <see cref="Next"/> is older, <see cref="Previous"/> newer.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, PageRequest? Next, PageRequest? Previous)
{
    internal static Page<T> From(IReadOnlyList<T> items, HttpResponseHeaders headers)
    {
        PageRequest? next = null;
        PageRequest? previous = null;
        foreach (var link in headers.TryGetValues("Link", out var values) ? values.SelectMany(v => v.Split(", <")) : [])
        {
            var end = link.IndexOf('>', StringComparison.Ordinal);
            var query = link.IndexOf('?', StringComparison.Ordinal);
            if (query < 0 || end < query)
            {
                continue;
            }

            var page = Parse(link[(query + 1)..end]);
            if (link.Contains("rel=\"next\"", StringComparison.Ordinal))
            {
                next = page;
            }
            else if (link.Contains("rel=\"previous\"", StringComparison.Ordinal))
            {
                previous = page;
            }
        }

        return new Page<T>(items, next, previous);
    }

    private static PageRequest Parse(string query)
    {
        var page = new PageRequest();
        foreach (var pair in query.Split('&'))
        {
            var parts = pair.Split('=', 2);
            if (parts.Length == 2 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                page = parts[0] switch
                {
                    "from" => page with { From = number },
                    "to" => page with { To = number },
                    "limit" => page with { Limit = (int)Math.Min(number, int.MaxValue) },
                    _ => page,
                };
            }
        }

        return page;
    }
}

using System.Globalization;

namespace Concourse.Web.Api;

/// <summary>Paging parameters of a query (rest-api.md §4): garbage is 0, a limit of 0 means the default.</summary>
public sealed record PageParameters(long From, long To, int Limit, bool Timestamps)
{
    private const int DefaultLimit = 100;

    public static PageParameters Of(ApiRequest request)
    {
        var limit = (int)Math.Min(Number(request, "limit"), int.MaxValue);
        return new PageParameters(
            Number(request, "from"), Number(request, "to"), limit == 0 ? DefaultLimit : limit, !string.IsNullOrEmpty(request.Query("timestamps")));
    }

    private static long Number(ApiRequest request, string name) =>
        long.TryParse(request.Query(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

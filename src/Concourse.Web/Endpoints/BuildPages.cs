using Concourse.Client.Wire;
using Concourse.Database.Builds;
using Concourse.Web.Api;

namespace Concourse.Web.Endpoints;

/// <summary>Pages of builds with their <c>Link</c> headers (rest-api.md §4).</summary>
public sealed class BuildPages(BuildsRepository builds, ServerIdentity identity)
{
    /// <summary>The page that the call's query names; <paramref name="failure"/> is the status when it cannot be read.</summary>
    public async Task<ApiResult> ListAsync(ApiRequest request, BuildFilter filter, int failure, bool withComments, CancellationToken ct)
    {
        var page = PageParameters.Of(request);
        if (page.Limit < 0)
        {
            return ApiResult.Empty(failure);
        }

        BuildPage found;
        try
        {
            var wanted = new BuildPageRequest
            {
                From = page.From == 0 ? null : page.From,
                To = page.To == 0 ? null : page.To,
                Limit = page.Limit,
                Timestamps = page.Timestamps,
            };
            found = await builds.ListAsync(filter, wanted, ct);
        }
        catch (InvalidRangeException)
        {
            return ApiResult.Empty(failure);
        }

        PageLinks.Add(request, identity, found.Older, found.Newer, page.Limit);
        return ApiResult.Json([.. found.Builds.Select(b => BuildPresenter.Present(b, withComments))], WireJson.Default.IReadOnlyListBuild);
    }
}

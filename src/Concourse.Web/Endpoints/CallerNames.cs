using Concourse.Auth.Users;
using Concourse.Web.Api;

namespace Concourse.Web.Endpoints;

/// <summary>What the caller is called where the API records who did something.</summary>
internal static class CallerNames
{
    public static string DisplayName(this ApiRequest request, DisplayUserIds displayIds) =>
        request.Caller.Claims is { } claims ? displayIds.Of(claims) : "";
}

namespace Concourse.Auth.Routes;

/// <summary>
/// Every route of the API with who may call it, as data (rest-api.md §10): the router, the authoriser, <c>--config-rbac</c> and
/// the tests all walk this table. Agent feedback has no rule upstream; any valid token may use it here.
/// </summary>
public static partial class ApiRoutes
{
    public static IReadOnlyList<ApiRoute> All { get; }

    // In a constructor, since the order of initializers over several files is not defined.
#pragma warning disable CA1810
    static ApiRoutes() => All = [.. Server, .. Teams, .. Pipelines, .. Jobs, .. Builds, .. Resources];
#pragma warning restore CA1810

    /// <exception cref="KeyNotFoundException">No route has that name.</exception>
    public static ApiRoute Named(string name) =>
        All.FirstOrDefault(r => r.Name == name) ?? throw new KeyNotFoundException($"no API route is called '{name}'");
}

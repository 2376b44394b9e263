namespace Concourse.Auth.Routes;

/// <summary>Which rule decides who may call a route (rest-api.md §2.3).</summary>
public enum RouteAccess
{
    /// <summary>Anybody; but a token that was sent must be valid.</summary>
    Open,

    /// <summary>Anybody with a valid token.</summary>
    Authenticated,

    /// <summary>Owners of an admin team.</summary>
    Admin,

    /// <summary>The route's role on the team in the path.</summary>
    Team,

    /// <summary>The route's role on the pipeline's team, or the pipeline is public.</summary>
    Pipeline,

    /// <summary>The route's role on a team of the build, or the build's pipeline is public.</summary>
    Build,

    /// <summary>As <see cref="Build"/>, but for the public the job must be public too.</summary>
    BuildOfPublicJob,

    /// <summary>A valid token and the route's role on a team of the build.</summary>
    BuildWrite,

    /// <summary>A system token, an admin, or the route's role on the worker's team.</summary>
    Worker,
}

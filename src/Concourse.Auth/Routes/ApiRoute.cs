using Concourse.Auth.Roles;

namespace Concourse.Auth.Routes;

/// <summary>
/// One line of the API's route table (rest-api.md §10). <paramref name="Path"/> has <c>:name</c> parameters;
/// <paramref name="Role"/> is null where no role is configurable; <paramref name="RefusedWhenArchived"/> routes answer 409 for an
/// archived pipeline before anything else is looked at.
/// </summary>
public sealed record ApiRoute(string Name, string Method, string Path, RouteAccess Access, Role? Role, bool RefusedWhenArchived = false);

using Concourse.Core.Values;
using Concourse.Core.Variables;

namespace Concourse.Client;

/// <summary>
/// Instance vars in a query: one <c>vars.&lt;path&gt;=&lt;JSON&gt;</c> per leaf, path segments with <c>, . : /</c> or space in
/// double quotes; <c>vars=&lt;JSON&gt;</c> sets the root (rest-api.md §3).
/// </summary>
public static class InstanceVarsQuery
{
    /// <summary>Escaped parameters joined by <c>&amp;</c>; empty for null.</summary>
    public static string Format(MapValue? instanceVars) => string.Join(
        '&',
        InstanceVars.QueryParameters(instanceVars).Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));

    /// <summary>
    /// The instance vars that the parameters of a request name; null when there are none, or the root is no object. Other
    /// parameters are passed over.
    /// </summary>
    /// <exception cref="FormatException">A path or a value cannot be read; the message is the one users see.</exception>
    public static MapValue? Parse(IEnumerable<KeyValuePair<string, string>> query)
    {
        try
        {
            return InstanceVars.FromQuery(query);
        }
        catch (VarException e)
        {
            throw new FormatException(e.Message, e);
        }
    }
}

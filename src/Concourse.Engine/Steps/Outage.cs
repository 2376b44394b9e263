using Concourse.Engine.Journal;
using Concourse.Runtime.Sandboxes;
using Npgsql;

namespace Concourse.Engine.Steps;

/// <summary>Tells what lies outside of a step, and may be tried again, from what is the step's own end.</summary>
internal static class Outage
{
    /// <summary>Whether the database or the runtime does not answer, or another node has taken the build.</summary>
    public static bool Is(Exception e) => e is NpgsqlException { IsTransient: true } or RuntimeUnavailableException or BuildAbandonedException;
}

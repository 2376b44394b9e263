using Concourse.Database.Builds;
using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Concourse.Database.Events;
using Concourse.Database.Pipelines;

namespace Concourse.Web.Hosting;

/// <summary>
/// What the API's services use as well, for the scheduler and the engine on their own pool: a burst of requests must not hold
/// builds up.
/// </summary>
internal sealed class BackendRepositories(DatabaseConnections connections, ColumnCipher cipher)
{
    public BuildsRepository Builds { get; } = new(connections.Backend);

    public BuildExecutionRepository Execution { get; } = new(connections.Backend, cipher);

    public BuildEventsRepository Events { get; } = new(connections.Backend, cipher);

    public PipelinesRepository Pipelines { get; } = new(connections.Backend, cipher);
}

using Concourse.Database.Connections;
using Npgsql;

namespace Concourse.Database.Execution;

/// <summary>Numbers the takings-over of builds, ever growing over all builds and nodes.</summary>
public sealed class BuildEpochs(NpgsqlDataSource database)
{
    /// <summary>A number higher than every earlier one. Draw it with the build's tracking lock held.</summary>
    public Task<long> NextAsync(CancellationToken ct) => database.ScalarAsync<long>("SELECT nextval('jetbridge.epochs')", null, ct)!;
}

using Concourse.Core.Builds;
using Concourse.Core.Plans;
using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Npgsql;

namespace Concourse.Database.Builds;

/// <summary>The transaction part that starts a pending build: status, plans, and the status event.</summary>
internal static class BuildStarting
{
    /// <summary>Returns false if the build is not pending any more or its abort was requested.</summary>
    public static async Task<bool> RunAsync(NpgsqlConnection connection, ColumnCipher cipher, long buildId, Plan plan, CancellationToken ct)
    {
        var stored = cipher.Encrypt(PlanJson.Write(plan));
        var started = await connection.RowAsync<BuildEventPlace>(
            $"""
            UPDATE builds SET status = 'started', start_time = now(), schema = @Schema, private_plan = @text, nonce = @nonce, public_plan = @publicPlan::json
             WHERE id = @buildId AND status = 'pending' AND NOT aborted
            RETURNING {BuildEventPlace.Columns}, start_time AS at
            """,
            new { buildId, PlanJson.Schema, text = stored.Text, nonce = stored.Nonce, publicPlan = PublicPlan.Of(plan).Text },
            ct);
        if (started is not null)
        {
            await started.AddStatusAsync(connection, BuildStatus.Started, ct);
        }

        return started is not null;
    }
}

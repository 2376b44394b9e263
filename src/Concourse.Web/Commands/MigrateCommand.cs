using System.CommandLine;
using Concourse.Database.Connections;
using Concourse.Database.Encryption;
using Concourse.Database.Schema;
using Concourse.Web.Hosting;
using Concourse.Web.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Concourse.Web.Commands;

/// <summary><c>concourse migrate</c> (web-flags-and-operations.md §3).</summary>
internal static class MigrateCommand
{
    public static Command Create(Flag flag)
    {
        var postgres = new PostgresFlags(flag);
        var latest = flag.Switch("--migrate-to-latest-version", "Migrate to the latest version supported.");
        var current = flag.Switch("--current-db-version", "Print the current database version and exit.");
        var supported = flag.Switch("--supported-db-version", "Print the max supported database version and exit.");
        var command = new Command("migrate", "Run database migrations.") { latest, current, supported };
        foreach (var option in postgres.All)
        {
            command.Add(option);
        }

        command.SetAction(async (arguments, ct) =>
        {
            if (arguments.GetValue(latest))
            {
                await MigrateAsync(postgres.Database(arguments), EncryptionKeys.None, ct);
            }
            else if (arguments.GetValue(current))
            {
                await using var connections = new DatabaseConnections(postgres.Database(arguments));
                Console.WriteLine(await DatabaseVersions.CurrentAsync(connections.Backend, ct));
            }
            else if (arguments.GetValue(supported))
            {
                Console.WriteLine(DatabaseVersions.Supported);
            }
            else if (postgres.Keys(arguments) is { Old: not null } keys)
            {
                await MigrateAsync(postgres.Database(arguments), keys, ct);
            }
            else
            {
                throw new StartupException(
                    "must specify one of `--migrate-to-latest-version`, `--current-db-version`, `--supported-db-version`, "
                    + "`--migrate-db-to-version`, or `--old-encryption-key`");
            }

            return 0;
        });
        return command;
    }

    private static async Task MigrateAsync(DatabaseOptions database, EncryptionKeys keys, CancellationToken ct)
    {
        await using var connections = new DatabaseConnections(database);
        await using var log = Console.OpenStandardError();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(new JsonLogging(log, LogLevel.Warning, TimeProvider.System)));
        await new DatabaseReadiness(connections, TimeProvider.System, loggers.CreateLogger<DatabaseReadiness>()).WaitAsync(ct);
        await new SchemaMigrator(connections.Backend, keys, TimeProvider.System, NullLogger<SchemaMigrator>.Instance).MigrateAsync(ct);
    }
}

using System.CommandLine;
using Concourse.Database.Encryption;
using Concourse.Database.Schema;
using Concourse.Database.Connections;
using Concourse.Web.Commands;
using Concourse.Web.Hosting;
using Npgsql;

var flag = new Flag(Environment.GetEnvironmentVariable);
var root = new RootCommand("Concourse CI, JetBridge Edition.") { WebCommand.Create(flag), MigrateCommand.Create(flag), QuickstartCommand.Create(flag) };
var arguments = root.Parse(args);
if (arguments.Errors.Count > 0)
{
    await Console.Error.WriteLineAsync($"error: {arguments.Errors[0].Message}");
    return 1;
}

try
{
    return await arguments.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (Exception e) when (e is StartupException or UnsupportedSchemaException or MigrationFailedException or TransactionPoolerException
    or ColumnCipherException or NpgsqlException or IOException or System.Security.Cryptography.CryptographicException)
{
    await Console.Error.WriteLineAsync($"error: {e.Message}");
    return 1;
}

using Npgsql;
using Server.Bench;

// The table of ./bench.sh: what the whole system takes, each as a ratio to the bare part below it, in one run.
var options = BenchOptions.FromEnvironment();
using var engine = new BareEngine(options.Engine);
await using var database = NpgsqlDataSource.Create(
    new NpgsqlConnectionStringBuilder { Host = options.PostgresDirectory, Username = "concourse", Database = "atc" }.ConnectionString);
var server = await ServerUnderTest.LoginAsync(options.Server);

var rows = new List<BenchRow>();
rows.AddRange(await new ContainerOverhead(server, engine, options.Image).MeasureAsync());
rows.Add(await new LogThroughput(server, engine, database, options.Image).MeasureAsync());
rows.Add(await new ProcessStartup(options.Fly, options.Hello).MeasureAsync());
Console.WriteLine(BenchRow.Header);
rows.ForEach(Console.WriteLine);

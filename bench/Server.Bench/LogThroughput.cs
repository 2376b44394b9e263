using System.Diagnostics;
using System.Globalization;
using Concourse.Core.Events;
using Npgsql;

namespace Server.Bench;

/// <summary>
/// A task that prints a large file, followed by a client of the event stream: bytes of log per second from the first to the last
/// event, against the smaller of what the engine's own exec of <c>cat</c> gives and what PostgreSQL's COPY of the same rows takes.
/// </summary>
internal sealed class LogThroughput(ServerUnderTest server, BareEngine engine, NpgsqlDataSource database, string image)
{
    private const string Pipeline = "log";
    private const int Lines = 640_000;
    private const string Line = "a line of a log, of one hundred bytes with its end: 0123456789 abcdefghijklmnopqrstuvwxyz 012345678";

    /// <summary>A task has a terminal, which ends lines by CR and LF.</summary>
    private static readonly long LogBytes = Lines * (Line.Length + 2L);

    private static readonly string WriteFile =
        string.Create(CultureInfo.InvariantCulture, $"yes \"{Line}\" | head -n {Lines} > /tmp/log");

    public async Task<BenchRow> MeasureAsync()
    {
        // The pause separates the file's writing from its printing.
        await server.SetAsync(Pipeline, ServerUnderTest.Task("print", image, $"{WriteFile}; echo ready; sleep 1; cat /tmp/log"));
        var (buildId, ours, bytes) = await StreamAsync();
        var cat = await CatAsync();
        var (copy, rows) = await CopyAsync(buildId, bytes);
        var yardstick = Math.Min(cat, copy);
        return new BenchRow(
            "log, process to event stream", ours, yardstick, "MB/s",
            string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB in {rows} events; engine's cat {cat:0} MB/s, COPY of the rows {copy:0} MB/s"));
    }

    private async Task<(int BuildId, double Rate, long Bytes)> StreamAsync()
    {
        long bytes = 0;
        long started = 0;
        long ended = 0;
        void Receive(LogEvent log)
        {
            ended = Stopwatch.GetTimestamp();
            if (started == 0 && log.Text.StartsWith("a line", StringComparison.Ordinal))
            {
                started = ended;
            }

            bytes += started == 0 ? 0 : log.Text.Length;
        }

        var build = await server.RunAsync(Pipeline, Receive);
        return bytes == LogBytes
            ? (checked((int)build.Id), Rate(bytes, Stopwatch.GetElapsedTime(started, ended)), bytes)
            : throw new InvalidOperationException($"{bytes} bytes of log arrived instead of {LogBytes}");
    }

    private async Task<double> CatAsync()
    {
        var container = await engine.StartAsync(image);
        await engine.ExecAsync(container, "sh", "-c", WriteFile);
        long bytes = 0;
        var time = await Samples.TimeAsync(async () => bytes = await engine.ExecAsync(container, "cat", "/tmp/log"));
        await engine.RemoveAsync(container);
        return Rate(bytes, time);
    }

    private async Task<(double Rate, long Rows)> CopyAsync(int buildId, long bytes)
    {
        await using var connection = await database.OpenConnectionAsync();
        await ExecuteAsync(connection, "DROP TABLE IF EXISTS bench_events; CREATE TABLE bench_events (LIKE build_events INCLUDING ALL)");
        using var rows = new MemoryStream();
        await using (var export = await connection.BeginRawBinaryCopyAsync(
            string.Create(CultureInfo.InvariantCulture, $"COPY (SELECT * FROM build_events WHERE build_id = {buildId}) TO STDOUT (FORMAT BINARY)")))
        {
            await export.CopyToAsync(rows);
        }

        rows.Position = 0;
        var time = await Samples.TimeAsync(async () =>
        {
            await using var import = await connection.BeginRawBinaryCopyAsync("COPY bench_events FROM STDIN (FORMAT BINARY)");
            await rows.CopyToAsync(import);
        });
        await using var count = new NpgsqlCommand("SELECT count(*) FROM bench_events", connection);
        var copied = (long)(await count.ExecuteScalarAsync())!;
        await ExecuteAsync(connection, "DROP TABLE bench_events");
        return (Rate(bytes, time), copied);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static double Rate(long bytes, TimeSpan time) => bytes / 1e6 / time.TotalSeconds;
}

using System.Diagnostics;
using System.Globalization;
using Hostile.Bench;

// Reads every hostile text in a process of its own and prints what it took from that process' start to its end. Nothing may
// take a second of processor time or 200 MB. Arguments: names of the texts to read; none: all.
//   read FILE       what the fresh process does
//   write FOLDER    leaves the texts in files
// HOSTILE_FLY: a fly, which validates the same texts besides.
switch (args)
{
    case ["read", var file]:
        Console.WriteLine(ColdRead.Here(file));
        return 0;
    case ["write", var folder]:
        foreach (var text in HostileTexts.All)
        {
            File.WriteAllBytes(Path.Combine(folder, text.Name + ".yml"), text.Bytes());
        }

        return 0;
}

var fly = Environment.GetEnvironmentVariable("HOSTILE_FLY");
var unexpected = 0;
Console.WriteLine($"| text | ms | processor ms | peak MB |{(fly is null ? "" : " fly ms | peak MB |")}");
Console.WriteLine($"|---|--:|--:|--:|{(fly is null ? "" : "--:|--:|")}");
var path = Path.GetTempFileName();
foreach (var text in HostileTexts.All.Where(t => args.Length == 0 || args.Contains(t.Name)))
{
    File.WriteAllBytes(path, text.Bytes());
    var read = ColdRead.InFreshProcess(Environment.ProcessPath!, path);
    var row = string.Create(
        CultureInfo.InvariantCulture,
        $"| {text.Name} | {read.Passed.TotalMilliseconds:0} | {read.Processor.TotalMilliseconds:0} | {read.PeakBytes / 1e6:0} |");
    Console.WriteLine(fly is null ? row : row + Fly(fly, path));
    if (!text.Expects(read.Message))
    {
        unexpected++;
        Console.WriteLine($"  answered: {read.Message}");
    }
}

File.Delete(path);
return unexpected == 0 ? 0 : 1;

// What fly itself takes. Its memory is looked at all the time, since nobody can ask a process that has ended.
static string Fly(string fly, string file)
{
    var watch = Stopwatch.StartNew();
    using var process = Process.Start(new ProcessStartInfo(fly, ["validate-pipeline", "-c", file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    process.OutputDataReceived += (_, _) => { };
    process.ErrorDataReceived += (_, _) => { };
    process.BeginOutputReadLine();
    process.BeginErrorReadLine();
    var peak = 0L;
    do
    {
        peak = Math.Max(peak, ProcessStatus.PeakBytes(process.Id.ToString(CultureInfo.InvariantCulture)));
    }
    while (!process.WaitForExit(TimeSpan.FromMilliseconds(1)));
    return string.Create(CultureInfo.InvariantCulture, $" {watch.Elapsed.TotalMilliseconds:0} | {peak / 1e6:0} |");
}

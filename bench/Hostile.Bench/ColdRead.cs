using System.Diagnostics;
using System.Globalization;
using Concourse.Core.Configuration;

namespace Hostile.Bench;

/// <summary>What it took a fresh process to read a text as a pipeline: from its start until it had the config or the message.</summary>
/// <param name="Message">The end of the message that refuses the text; empty: it was read.</param>
/// <param name="Passed">Since the process started.</param>
/// <param name="Processor">What all of its threads used.</param>
/// <param name="PeakBytes">The most memory that was resident.</param>
public sealed record ColdRead(string Message, TimeSpan Passed, TimeSpan Processor, long PeakBytes)
{
    private const int LongestMessage = 200;

    /// <summary>Reads the file in this process, which has done nothing else so far.</summary>
    public static ColdRead Here(string file)
    {
        var message = "";
        PipelineConfig? config = null;
        try
        {
            config = ConfigReader.Pipeline(File.ReadAllBytes(file));
        }
        catch (ConfigFormatException e)
        {
            message = e.Message[Math.Max(0, e.Message.Length - LongestMessage)..];
        }

        using var self = Process.GetCurrentProcess();
        var read = new ColdRead(message, DateTime.Now - self.StartTime, self.TotalProcessorTime, ProcessStatus.PeakBytes("self"));
        GC.KeepAlive(config);
        return read;
    }

    /// <summary>Lets a fresh process read the file: this program, or the one at <paramref name="program"/>.</summary>
    public static ColdRead InFreshProcess(string program, string file)
    {
        using var process = Process.Start(new ProcessStartInfo(program, ["read", file]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? Parse(output) : new ColdRead($"exit code {process.ExitCode}: {output}", default, default, 0);
    }

    /// <summary>One line of text for the process that asked.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Passed.TotalMilliseconds:0}\t{Processor.TotalMilliseconds:0}\t{PeakBytes}\t{Message.Replace('\n', ' ')}");

    private static ColdRead Parse(string line)
    {
        var fields = line.TrimEnd('\n').Split('\t', 4);
        return new ColdRead(fields[3], Milliseconds(fields[0]), Milliseconds(fields[1]), long.Parse(fields[2], CultureInfo.InvariantCulture));
    }

    private static TimeSpan Milliseconds(string text) => TimeSpan.FromMilliseconds(double.Parse(text, CultureInfo.InvariantCulture));
}

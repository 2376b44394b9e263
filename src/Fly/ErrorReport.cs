using Concourse.Client.Http;
using Concourse.Core.Configuration;
using Concourse.Core.Variables;
using Fly.CommandLine;
using Fly.Targets;
using Fly.Terminals;

namespace Fly;

/// <summary>Tells the user what went wrong, in upstream's words (fly.md §2).</summary>
internal sealed class ErrorReport(FlyEnvironment environment, Terminal terminal, GlobalOptions globals)
{
    /// <summary>Prints an error; false for one that is no error of use but a fault of the program.</summary>
    public bool Show(Exception error)
    {
        switch (error)
        {
            case NotAuthorizedException:
                Lines("not authorized. run the following to log in:", "", $"    {terminal.Embolden($"{environment.Program} -t {globals.Target.Value} login")}", "");
                return true;
            case NoTargetException:
                Lines(
                    $"no target specified. specify the target with {terminal.Embolden("-t")} or log in like so:",
                    "",
                    $"    {terminal.Embolden($"{environment.Program} -t (alias) login -c (concourse url)")}",
                    "");
                return true;
            case VersionMismatchException:
                Lines(error.Message, terminal.Paint(Style.Warning, "cowardly refusing to run due to significant version discrepancy"));
                return true;
            case UnreachableException:
                Lines(
                    $"could not reach the Concourse server called {terminal.Embolden(globals.Target.Value ?? "")}:",
                    "",
                    $"    {terminal.Embolden(error.Message)}",
                    "",
                    "is the targeted Concourse running? better go catch it lol");
                return true;
            case CommandFailedException:
                Lines(error.Message);
                return true;
            case ConfigFormatException config:
                Lines($"error: {config.Explained}");
                return true;
            case FlyException or ParseException or ApiException or VarException or FormatException or HttpRequestException
                or IOException or UnauthorizedAccessException or System.Text.Json.JsonException:
                Lines($"error: {error.Message}");
                return true;
            default:
                return false;
        }
    }

    private void Lines(params ReadOnlySpan<string> lines)
    {
        try
        {
            terminal.Out.Flush();
        }
        catch (IOException)
        {
            // What went wrong is told all the same.
        }

        foreach (var line in lines)
        {
            terminal.Error.Write(line + "\n");
        }
    }
}

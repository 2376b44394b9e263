using System.Runtime.Versioning;
using Concourse.Supervisor.Commands;
using Concourse.Supervisor.Native;
using Concourse.Supervisor.Processes;

[assembly: SupportedOSPlatform("linux")]

const int failed = 1;
const int wrongUsage = 2;
try
{
    return args switch
    {
        [Trampoline.Name] => Trampoline.Run(),
        ["run", .. var rest] => RunCommand.Run(rest),
        ["attach", .. var rest] => AttachCommand.Run(rest),
        ["deliver", .. var rest] => DeliverCommand.Run(rest),
        ["pause", .. var rest] => PauseCommand.Run(rest),
        _ => throw new UsageException("usage: concourse-supervisor run|attach|deliver|pause …"),
    };
}
catch (UsageException e)
{
    Console.Error.WriteLine($"concourse-supervisor: {e.Message}");
    return wrongUsage;
}
catch (Exception e) when (e is ErrnoException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"concourse-supervisor: {e.Message}");
    return failed;
}

using Concourse.Supervisor.Commands;
using Concourse.Supervisor.Native;
using Concourse.Supervisor.Processes;

const int failed = 1;
const int wrongUsage = 2;
try
{
    return args switch
    {
        [Trampoline.Name] => Trampoline.Run(),
        ["run", .. var rest] => RunCommand.Run(rest),
        ["attach", .. var rest] => AttachCommand.Run(rest),
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

namespace Concourse.Supervisor.Native;

/// <summary>Signal numbers, and what a program expects of them at its start.</summary>
internal static unsafe class Signals
{
    public const int Kill = 9;
    public const int Pipe = 13;
    public const int Term = 15;

    private const int Last = 64;
    private const int SetMask = 2;
    private const int SignalSetSize = 128;
    private const nint Default = 0;
    private const nint Ignore = 1;

    /// <summary>Writing into a closed pipe or socket is an error code here, not the end of the process.</summary>
    public static void IgnoreBrokenPipes() => Libc.SetSignalHandler(Pipe, Ignore);

    /// <summary>
    /// Every signal to its default and unblocked: .NET ignores SIGPIPE, and ignored signals are inherited through exec
    /// (measured: <c>yes | head</c> then ends with 1 instead of being killed).
    /// </summary>
    public static void ResetAll()
    {
        for (var signal = 1; signal <= Last; signal++)
        {
            Libc.SetSignalHandler(signal, Default);
        }

        var none = stackalloc byte[SignalSetSize];
        new Span<byte>(none, SignalSetSize).Clear();
        Libc.SetSignalMask(SetMask, none, null);
    }
}

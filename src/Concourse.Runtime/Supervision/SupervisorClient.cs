using Concourse.Runtime.Processes;
using Concourse.Runtime.Sandboxes;

namespace Concourse.Runtime.Supervision;

/// <summary>
/// A sandbox's supervisor as the web node sees it. Opens a helper stream when one is first needed and another whenever it
/// breaks; everything that runs is followed on without loss or repetition.
/// </summary>
/// <param name="openHelper">Opens a helper stream: <see cref="ISandbox.OpenHelperAsync"/>.</param>
/// <param name="epoch">Grows each time the right to drive the sandbox changes hands; lower ones are shut out.</param>
/// <param name="options">Timing and windows.</param>
/// <param name="time">The clock.</param>
public sealed class SupervisorClient(
    Func<CancellationToken, Task<IHelperStream>> openHelper, long epoch, SupervisorOptions options, TimeProvider time)
    : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private SupervisorConnection? _connection;

    /// <summary>Starts a process, or follows it when its id was started before (by whomever), from the given position on.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="from">Where <paramref name="output"/> continues: what was stored before.</param>
    /// <param name="output">Takes the output.</param>
    /// <param name="cancellationToken">Stops following; the process goes on.</param>
    public SandboxProcess Start(ProcessSpec spec, OutputPosition from, IProcessOutput output, CancellationToken cancellationToken) =>
        new(this, spec, from, output, cancellationToken);

    /// <summary>Volumes of the sandbox.</summary>
    public VolumeClient Volumes => new(this);

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        _opening.Dispose();
    }

    internal SupervisorOptions Options => options;

    internal TimeProvider Time => time;

    /// <summary>The connection, opened anew when there is none or it broke.</summary>
    internal async Task<SupervisorConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_connection is { IsBroken: false } current)
            {
                return current;
            }

            if (_connection is { } broken)
            {
                _connection = null;
                await broken.DisposeAsync().ConfigureAwait(false);
            }

            var stream = await openHelper(cancellationToken).ConfigureAwait(false);
            _connection = await SupervisorConnection.OpenAsync(stream, epoch, options, time, cancellationToken).ConfigureAwait(false);
            return _connection;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Does something over a connection, again after a pause whenever the connection breaks.</summary>
    /// <param name="attempt">Returns its result. What it did before a break must be repeatable.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <exception cref="SandboxException">The sandbox is gone, or its helper never answers.</exception>
    internal async Task<T> RetryAsync<T>(Func<SupervisorConnection, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        var (failures, pauses) = (0, 0);
        while (true)
        {
            SupervisorConnection? connection = null;
            try
            {
                connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
                return await attempt(connection, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SupervisorConnectionException or RuntimeUnavailableException
                && !cancellationToken.IsCancellationRequested)
            {
                if (connection is { WasOfUse: true })
                {
                    (failures, pauses) = (0, 0);
                }

                // An engine that is away says nothing about the sandbox: wait for it as long as it takes.
                pauses++;
                failures += e is RuntimeUnavailableException ? 0 : 1;
                if (failures >= options.AttemptsUntilLost)
                {
                    throw new SandboxException($"its helper cannot be reached: {e.Message}", e);
                }
            }

            await Task.Delay(DelayAfter(pauses), time, cancellationToken).ConfigureAwait(false);
        }
    }

    private TimeSpan DelayAfter(int pauses)
    {
        var delay = options.FirstRetryDelay * Math.Pow(2, Math.Min(pauses, 16) - 1);
        return delay < options.LongestRetryDelay ? delay : options.LongestRetryDelay;
    }
}

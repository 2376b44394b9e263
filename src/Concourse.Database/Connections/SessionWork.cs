using System.Data;
using Npgsql;

namespace Concourse.Database.Connections;

/// <summary>Something to run in a <see cref="DedicatedSession"/>.</summary>
internal interface ISessionWork
{
    /// <summary>Runs it and hands its result or failure to who waits; throws only if the connection broke.</summary>
    Task RunAsync(NpgsqlConnection connection, CancellationToken ct);

    /// <summary>The session has ended; it will not run.</summary>
    void Abandon();
}

internal sealed class SessionWork<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken caller) : ISessionWork
{
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Completion => completion.Task.WaitAsync(caller);

    public async Task RunAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        if (caller.IsCancellationRequested)
        {
            completion.TrySetCanceled(caller);
            return;
        }

        try
        {
            completion.TrySetResult(await work(connection, ct));
        }
        catch (Exception e)
        {
            completion.TrySetException(e);
            if (connection.FullState.HasFlag(ConnectionState.Broken) || !connection.FullState.HasFlag(ConnectionState.Open))
            {
                throw;
            }
        }
    }

    public void Abandon() => completion.TrySetException(new ObjectDisposedException(nameof(DedicatedSession)));
}

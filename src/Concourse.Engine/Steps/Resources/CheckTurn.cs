using Concourse.Core.Plans;
using Concourse.Database.Execution;
using Concourse.Database.Locks;
using Concourse.Engine.Builds;

namespace Concourse.Engine.Steps.Resources;

/// <summary>Whether this check is to run now; for a resource with the lock that lets only one check of a config run.</summary>
internal sealed class CheckTurn : IAsyncDisposable
{
    private readonly AdvisoryLock? taken;

    private CheckTurn(bool isOurs, AdvisoryLock? taken)
    {
        IsOurs = isOurs;
        this.taken = taken;
    }

    public bool IsOurs { get; }

    /// <summary>
    /// Waits until the check is not due, or is due and nobody else runs one. A check that decided to run before a crash stays
    /// decided: its own start would else count as somebody else's check.
    /// </summary>
    public static async Task<CheckTurn> WaitAsync(
        CheckPlan plan, BuildRun run, StepServices services, LeafContext context, ResourceConfigRow config, CheckScope scope, string decidedPoint)
    {
        var decided = context.Events.HasPassed(decidedPoint);
        if (plan.Resource.Length == 0)
        {
            return new CheckTurn(decided || await scope.IsDueAsync(context.Ct), null);
        }

        while (decided || await scope.IsDueAsync(context.Ct))
        {
            var taken = await services.Locks.TryAcquireAsync(LockId.ForChecking(config.Id), context.Ct);
            if (taken is not null)
            {
                try
                {
                    if (decided || await scope.IsDueAsync(context.Ct))
                    {
                        return new CheckTurn(true, taken);
                    }
                }
                catch
                {
                    await taken.DisposeAsync();
                    throw;
                }

                await taken.DisposeAsync();
                break;
            }

            await Task.Delay(run.Options.CheckLockInterval, run.Time, decided ? context.Ct : context.Cancellation.Token);
        }

        return new CheckTurn(false, null);
    }

    public async ValueTask DisposeAsync()
    {
        if (taken is not null)
        {
            await taken.DisposeAsync();
        }
    }
}

using Concourse.Core.Events;
using Concourse.Core.Plans;
using Concourse.Engine.Journal;

namespace Concourse.Engine.Steps;

/// <summary>The <c>run</c> step does nothing upstream either, and says so (engine chapter §10).</summary>
internal sealed class RunStep(RunPlan plan) : ILeaf
{
    public async Task<LeafEnd> RunAsync(LeafContext context)
    {
        var events = context.Events;
        await events.EmitAsync(new InitializeEvent(events.Origin, events.Now), context.Ct);
        await events.EmitAsync(new StartEvent(events.Origin, events.Now), context.Ct);
        return new LeafEnd(
            StepEnd.Of(StepOutcome.Success),
            [
                events.Log(Origin.Stderr, "\u001b[1;33mthe run step is not yet implemented\u001b[0m\n\n"),
                events.Log(Origin.Stderr, $"\u001b[1;34mpretending to run {plan.Message} on prototype {plan.Type}...\u001b[0m\n"),
                new FinishEvent(events.Origin, events.Now, true),
            ]);
    }
}

using Concourse.Core.Plans;
using Concourse.Runtime.Processes;

namespace Concourse.Engine.Journal;

/// <summary>Up to where a process's stream is turned into events.</summary>
/// <param name="Plan">The step.</param>
/// <param name="Stream">Which of its streams.</param>
/// <param name="Offset">Raw bytes from the stream's beginning.</param>
public sealed record StreamPosition(PlanId Plan, ProcessStream Stream, long Offset);

namespace Concourse.Web.Components;

/// <summary>
/// Background work that one node of the cluster does at a time (scheduler-and-components.md §1). Its name is its row in
/// <c>components</c>, its lock and its NOTIFY channel. <paramref name="Run"/> makes one round and may be called again at once.
/// </summary>
public sealed record Component(string Name, TimeSpan Interval, Func<CancellationToken, Task> Run);

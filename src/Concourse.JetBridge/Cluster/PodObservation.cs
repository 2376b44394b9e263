using k8s.Models;

namespace Concourse.JetBridge.Cluster;

/// <summary>What the reflector knows of one pod at one moment.</summary>
/// <param name="Pod">Its last state; null when it is not known (yet), or gone.</param>
/// <param name="IsDeleted">It was known, and the API server has since removed it.</param>
/// <param name="Changed">Ends at its next change.</param>
internal readonly record struct PodObservation(V1Pod? Pod, bool IsDeleted, Task Changed);

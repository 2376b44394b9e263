namespace Concourse.JetBridge;

/// <summary>How the supervisor's binary comes into the volume that main starts it from.</summary>
public enum SupervisorDelivery
{
    /// <summary>
    /// The helper is the pod's first container and copies it in its <c>postStart</c> hook, which the kubelet waits for before it
    /// starts main. Costs no time; relies on the kubelet's behaviour, not on a promise of the API.
    /// </summary>
    PostStart,

    /// <summary>An init container copies it: promised by the API, and 0.7 to 1 s slower.</summary>
    Init,
}

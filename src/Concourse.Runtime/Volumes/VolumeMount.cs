namespace Concourse.Runtime.Volumes;

/// <summary>A volume of a sandbox.</summary>
/// <param name="Handle">The volume's handle, a UUID v4; new unless <paramref name="Content"/> is <see cref="VolumeContent.Existing"/>.</param>
/// <param name="MountPath">Absolute path in the main container.</param>
/// <param name="Content">What is in it when the first process starts.</param>
public sealed record VolumeMount(string Handle, string MountPath, VolumeContent Content);

namespace Concourse.Runtime.Images;

/// <summary>Login of a registry. Never printed.</summary>
public sealed record RegistryCredentials(string Username, string Password)
{
    public override string ToString() => "RegistryCredentials { " + Username + " }";
}

namespace Concourse.Runtime.Images;

/// <summary>What an image says about processes that run in it (the <c>config</c> object of its OCI image configuration).</summary>
/// <param name="Env"><c>NAME=value</c>, in order.</param>
/// <param name="User">User name or uid, optionally <c>:group</c>; empty means root.</param>
/// <param name="Entrypoint">Prefix of the command; empty when there is none.</param>
/// <param name="Cmd">Default arguments; empty when there are none.</param>
/// <param name="WorkingDirectory">Default directory; empty means <c>/</c>.</param>
public sealed record ImageConfig(
    IReadOnlyList<string> Env,
    string User,
    IReadOnlyList<string> Entrypoint,
    IReadOnlyList<string> Cmd,
    string WorkingDirectory);

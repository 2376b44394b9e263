namespace Concourse.Database.Scheduling;

/// <summary>A version that a build was given.</summary>
/// <param name="Name">The get step's name.</param>
/// <param name="Version">The version as JSON object text.</param>
public sealed record AdoptedInput(string Name, string Version);

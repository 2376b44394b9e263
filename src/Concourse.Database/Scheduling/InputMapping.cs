namespace Concourse.Database.Scheduling;

/// <summary>The inputs that a job's next build would get.</summary>
/// <param name="Inputs">By input name.</param>
/// <param name="Determined">Every input was resolved.</param>
/// <param name="RunAgain">A chosen version has a newer unused one after it (<c>version: every</c>): schedule the job again.</param>
public sealed record InputMapping(IReadOnlyDictionary<string, InputResolution> Inputs, bool Determined, bool RunAgain);

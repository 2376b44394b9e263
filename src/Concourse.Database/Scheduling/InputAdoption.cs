namespace Concourse.Database.Scheduling;

/// <summary>The result of giving a pending build its inputs.</summary>
public abstract record InputAdoption
{
    private InputAdoption()
    {
    }

    /// <summary>The build has its inputs; it may be started.</summary>
    public sealed record Adopted(IReadOnlyList<AdoptedInput> Inputs) : InputAdoption;

    /// <summary>Not determined yet; a later pass may succeed.</summary>
    public sealed record NotDetermined : InputAdoption;
}

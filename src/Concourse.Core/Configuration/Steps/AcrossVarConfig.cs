using Concourse.Core.Values;

namespace Concourse.Core.Configuration.Steps;

/// <summary>One var of an <c>across</c> modifier.</summary>
public sealed record AcrossVarConfig
{
    public string Var { get; init; } = "";

    /// <summary>A list, or a <c>((var))</c> text that becomes one at run time; null when absent.</summary>
    public Value? Values { get; init; }

    /// <summary>Null means 1.</summary>
    public MaxInFlight? MaxInFlight { get; init; }
}

/// <summary>How many values of an across var run at once.</summary>
public readonly record struct MaxInFlight(bool All, int Limit)
{
    /// <summary>The limit among <paramref name="steps"/> combinations.</summary>
    public int EffectiveLimit(int steps) => All ? steps : Limit;
}

using Concourse.Core.Configuration.Steps;
using Concourse.Core.Values;
using Concourse.Engine.Scopes;

namespace Concourse.Engine.Steps.Resources;

/// <summary>Which artifacts a put sees (engine chapter §5). Pure.</summary>
internal static class PutInputSelection
{
    /// <param name="inputs">As configured; null means detect.</param>
    /// <param name="parameters">Before interpolation: <c>((var))/x</c> is never detected (trap 12).</param>
    /// <param name="scope">Where artifacts are.</param>
    /// <exception cref="StepException">A listed input is no artifact.</exception>
    public static IReadOnlyDictionary<string, Artifact> Select(PutInputs? inputs, MapValue? parameters, StepScope scope)
    {
        if (inputs is { IsAll: true })
        {
            return scope.AllArtifacts();
        }

        if (inputs is { Specified: null, IsDetect: false })
        {
            return new Dictionary<string, Artifact>();
        }

        if (inputs is { Specified: { } listed })
        {
            return listed.Distinct().ToDictionary(name => name, name => scope.Artifact(name) ?? throw new StepException($"input not found: {name}"));
        }

        var found = new SortedDictionary<string, Artifact>(StringComparer.Ordinal);
        foreach (var guess in parameters is null ? [] : Guesses(parameters))
        {
            if (scope.Artifact(guess) is { } artifact)
            {
                found[guess] = artifact;
            }
        }

        return found;
    }

    private static IEnumerable<string> Guesses(Value value) => value switch
    {
        MapValue map => map.Entries.SelectMany(entry => Guesses(entry.Value)),
        ListValue list => list.SelectMany(Guesses),
        StringValue text => [Guess(text.Text)],
        _ => [],
    };

    private static string Guess(string text)
    {
        var parts = text.Split('/');
        return parts.Length > 1 ? parts.FirstOrDefault(part => part is not ("." or "..")) ?? text : text;
    }
}

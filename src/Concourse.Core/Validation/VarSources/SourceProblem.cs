namespace Concourse.Core.Validation.VarSources;

/// <summary>Why a var source cannot be: its settings make no manager, or they make one that does not check out.</summary>
internal readonly record struct SourceProblem(string Text, bool WhileCreating)
{
    public static SourceProblem Creating(string text) => new(text, true);

    public static SourceProblem Checking(string text) => new(text, false);

    public string Message(string name) => WhileCreating
        ? $"failed to create credential manager {name}: {Text}"
        : $"credential manager {name} is invalid: {Text}";
}

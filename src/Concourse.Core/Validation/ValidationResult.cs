using Concourse.Core.Configuration;

namespace Concourse.Core.Validation;

/// <summary>What is to be said about a pipeline. It may be saved when there are no <see cref="Errors"/>.</summary>
/// <param name="Warnings">In upstream's order.</param>
/// <param name="Errors">One text per failing section, as it goes over the wire: <c>invalid jobs:\n\t…\n</c>.</param>
/// <param name="Mistakes">The single mistakes behind the errors, with their places in the text: our addition.</param>
public sealed record ValidationResult(
    IReadOnlyList<ConfigWarning> Warnings,
    IReadOnlyList<string> Errors,
    IReadOnlyList<Mistake> Mistakes);

using Concourse.Client.Wire;
using Concourse.Core.Configuration;
using Concourse.Core.Validation;
using Concourse.Web.Api;
using ConfigWarning = Concourse.Core.Validation.ConfigWarning;

namespace Concourse.Web.Endpoints;

/// <summary>What saving or renaming a pipeline answers (rest-api.md §5, SaveConfigResponse).</summary>
internal static class ConfigPresenter
{
    /// <summary>The configuration or a name was refused and nothing is saved: 400.</summary>
    public static ApiResult Refused(params IReadOnlyList<string> errors) => Refused(errors, []);

    /// <summary>The configuration was refused: upstream's texts, and beside them the places of the mistakes, as far as known.</summary>
    public static ApiResult Refused(IReadOnlyList<string> errors, IEnumerable<Mistake> mistakes)
    {
        var places = mistakes.Where(m => m.Position.IsKnown)
            .Select(m => new ConfigPlace(m.Message, m.Position.Line, m.Position.Column, m.Hint.Length > 0 ? m.Hint : null)).ToList();
        var response = new SaveConfigResponse { Errors = errors, Places = places.Count > 0 ? places : null };
        return ApiResult.Json(response, WireJson.Default.SaveConfigResponse, StatusCodes.Status400BadRequest);
    }

    /// <summary>It was accepted; without warnings the answer is an empty object.</summary>
    public static ApiResult Accepted(IReadOnlyList<ConfigWarning> warnings, int status = StatusCodes.Status200OK)
    {
        var shown = warnings.Select(w => new Client.Wire.ConfigWarning(w.Type, w.Message)).ToList();
        return ApiResult.Json(new SaveConfigResponse { Warnings = shown.Count > 0 ? shown : null }, WireJson.Default.SaveConfigResponse, status);
    }

    /// <summary>Checks a name that came with the path or the body.</summary>
    /// <param name="kind">What it names: <c>pipeline</c> or <c>team</c>.</param>
    /// <param name="name">The name.</param>
    /// <param name="warnings">Gets the warning about an unusual name.</param>
    /// <returns>The error about an empty name, else null.</returns>
    public static string? CheckName(string kind, string name, List<ConfigWarning> warnings)
    {
        var error = Identifier.Check(name, kind, out var warning);
        if (warning is not null)
        {
            warnings.Add(warning);
        }

        return error;
    }
}

using System.Collections;
using System.Reflection;
using Concourse.Core.Configuration;
using Concourse.Core.Values;
using Concourse.Core.Versions;

namespace Concourse.Core.Tests.Configuration;

/// <summary>
/// A config model as text with each field that is set, so that two models can be compared field by field. Places are left out;
/// what is empty counts as not set.
/// </summary>
internal static class ModelText
{
    /// <summary>Fields of all models, as <c>Type.Field</c>, but for places and for what is not rendered.</summary>
    public static IEnumerable<string> AllFields => typeof(PipelineConfig).Assembly.GetExportedTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false, Namespace: "Concourse.Core.Configuration" or "Concourse.Core.Configuration.Steps" or "Concourse.Core.Configuration.Tasks" }
            && t != typeof(Mistake) && !t.IsAssignableTo(typeof(Exception)))
        .SelectMany(t => Fields(t).Select(f => $"{t.Name}.{f.Name}"))
        .Where(f => f != "TaskConfig.UnknownFields");

    /// <param name="model">A model.</param>
    /// <param name="set">Gets the fields that are set in it, as <see cref="AllFields"/> names them.</param>
    public static string Of(object model, HashSet<string> set) => Text(model, set) ?? "";

    private static string? Text(object? value, HashSet<string> set) => value switch
    {
        null or "" or false or 0 => null,
        MapValue { Count: 0 } or ListValue { Count: 0 } => null,
        MapEntry entry => $"{entry.Key}: {entry.Value}",
        Value or string or ValueType => value.ToString(),
        ResourceVersion version => version.Json,
        IReadOnlyDictionary<string, string> { Count: 0 } => null,
        IReadOnlyDictionary<string, string> texts => string.Join(", ", texts.Select(t => $"{t.Key}={t.Value}")),
        IEnumerable items => Joined(items.Cast<object>().Select(i => Text(i, set) ?? "-")),
        _ => Joined(Fields(value.GetType()).Select(f => Field(f, value, set)).OfType<string>()) is { } fields ? $"{value.GetType().Name}{fields}" : value.GetType().Name,
    };

    private static string? Field(PropertyInfo field, object owner, HashSet<string> set)
    {
        var value = field.GetValue(owner);
        var text = Nullable.GetUnderlyingType(field.PropertyType) is null ? Text(value, set) : value?.ToString();
        if (text is null)
        {
            return null;
        }

        set.Add($"{owner.GetType().Name}.{field.Name}");
        return $"{field.Name}: {text}";
    }

    private static string? Joined(IEnumerable<string> texts) => string.Join(", ", texts) is { Length: > 0 } all ? $"{{{all}}}" : null;

    private static IEnumerable<PropertyInfo> Fields(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite && p.Name != "Position");
}

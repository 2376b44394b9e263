using System.Reflection;

namespace Concourse.Database.Schema;

/// <summary>One embedded SQL file below Schema/Sql; the name is its path there.</summary>
internal sealed record SchemaScript(string Name, string Sql)
{
    private static readonly Assembly Owner = typeof(SchemaScript).Assembly;

    /// <summary>The scripts of a folder in the order of their names.</summary>
    public static IReadOnlyList<SchemaScript> InFolder(string folder) =>
    [
        .. Owner.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new SchemaScript(name, ReadText(name))),
    ];

    /// <summary>The text of one embedded file.</summary>
    public static string ReadText(string name)
    {
        using var stream = Owner.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the embedded file {name} is missing from {Owner.GetName().Name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

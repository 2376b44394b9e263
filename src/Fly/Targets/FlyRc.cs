using Concourse.Client.Http;
using Concourse.Core.Configuration;
using Concourse.Core.Values;
using Concourse.Core.Yaml;

namespace Fly.Targets;

/// <summary>
/// The file <c>.flyrc</c> with the user's targets, in upstream's format (fly.md §4). A change writes a new file beside the
/// old one and renames it, so that no reader sees half of it; it holds tokens, so only its owner may read it.
/// </summary>
internal sealed class FlyRc(string? home)
{
    private const string DefaultTeam = "main";

    private readonly string path = Path.Combine(
        home ?? throw new FlyException("could not detect home directory for .flyrc: set FLY_HOME or HOME"), ".flyrc");

    /// <summary>The targets by name, sorted.</summary>
    /// <exception cref="FlyException">The file is none of ours.</exception>
    public SortedDictionary<string, Target> Load()
    {
        var targets = new SortedDictionary<string, Target>(Utf8Order.Instance);
        if (!File.Exists(path))
        {
            return targets;
        }

        try
        {
            var file = Map(ConfigReader.Document(File.ReadAllText(path)), "the file");
            foreach (var (name, target) in Map(Field(file, "targets"), "targets"))
            {
                targets[name] = Read(name, Map(target, $"target '{name}'"));
            }
        }
        catch (Exception e) when (e is ConfigFormatException or IOException or UnauthorizedAccessException)
        {
            throw new FlyException($"in the file '{path}': {e.Message}");
        }

        return targets;
    }

    /// <exception cref="FlyException">There is no such target.</exception>
    public Target Find(string name) =>
        Load().TryGetValue(name, out var target) ? target : throw new FlyException($"unknown target: {name}");

    public void Save(string name, Target target) => Change(targets => targets[name] = target);

    /// <summary>Reads the targets, changes them and writes them all.</summary>
    public void Change(Action<SortedDictionary<string, Target>> change)
    {
        var targets = Load();
        change(targets);
        Write(YamlWriter.Text(new MapValue(("targets", new MapValue(targets.Select(t => (t.Key, (Value)Value(t.Value))))))));
    }

    private void Write(string text)
    {
        // A symbolic link stays one: the file it points to is replaced.
        var file = new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;
        var aside = $"{file}.{Guid.NewGuid():n}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var writer = new StreamWriter(aside, options))
            {
                writer.Write(text);
            }

            File.Move(aside, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(aside);
            throw new FlyException($"could not write {file}: {e.Message}");
        }
    }

    // What is refused here would be lost with the next change.
    private static MapValue Map(Value? value, string what) => value switch
    {
        MapValue map => map,
        null or NullValue => [],
        _ => throw new ConfigFormatException($"{what} must be a map, found {value.KindName}"),
    };

    private static Target Read(string name, MapValue map) => new()
    {
        Api = Text(name, map, "api"),
        Team = Text(name, map, "team") is { Length: > 0 } team ? team : DefaultTeam,
        Insecure = Field(map, "insecure") is BoolValue { Value: true },
        Token = Field(map, "token") is MapValue t ? new AccessToken(Text(name, t, "type"), Text(name, t, "value")) : null,
        CaCertificate = Text(name, map, "ca_cert"),
        ClientCertificatePath = Text(name, map, "client_cert_path"),
        ClientKeyPath = Text(name, map, "client_key_path"),
    };

    private static string Text(string target, MapValue map, string key) => Field(map, key) switch
    {
        StringValue text => text.Text,
        NumberValue number => number.Text,
        BoolValue flag => flag.Value ? "true" : "false",
        null or NullValue => "",
        var other => throw new ConfigFormatException($"{key} of target '{target}' must be a text, found {other.KindName}"),
    };

    private static Value? Field(MapValue map, string key) => map.TryGetValue(key, out var value) ? value : null;

    private static MapValue Value(Target target)
    {
        var fields = new List<(string, Value)> { ("api", target.Api), ("team", target.Team) };
        if (target.Insecure)
        {
            fields.Add(("insecure", true));
        }

        if (target.Token is { } token)
        {
            fields.Add(("token", new MapValue(("type", token.Type), ("value", token.Value))));
        }

        foreach (var (key, text) in new[]
        {
            ("ca_cert", target.CaCertificate), ("client_cert_path", target.ClientCertificatePath), ("client_key_path", target.ClientKeyPath),
        })
        {
            if (text.Length > 0)
            {
                fields.Add((key, text));
            }
        }

        return new MapValue(fields);
    }
}

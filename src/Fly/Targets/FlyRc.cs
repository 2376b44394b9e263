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
            if (ConfigReader.Document(File.ReadAllText(path)) is MapValue file && file.TryGetValue("targets", out var saved) && saved is MapValue named)
            {
                foreach (var (name, target) in named)
                {
                    targets[name] = Read(target as MapValue ?? throw new ConfigFormatException($"target '{name}' must be a map, found {target.KindName}"));
                }
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

    private static Target Read(MapValue map) => new()
    {
        Api = Text(map, "api"),
        Team = Text(map, "team") is { Length: > 0 } team ? team : DefaultTeam,
        Insecure = map.TryGetValue("insecure", out var insecure) && insecure is BoolValue { Value: true },
        Token = map.TryGetValue("token", out var token) && token is MapValue t ? new AccessToken(Text(t, "type"), Text(t, "value")) : null,
        CaCertificate = Text(map, "ca_cert"),
        ClientCertificatePath = Text(map, "client_cert_path"),
        ClientKeyPath = Text(map, "client_key_path"),
    };

    private static string Text(MapValue map, string key) => map.TryGetValue(key, out var value) && value is StringValue s ? s.Text : "";

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

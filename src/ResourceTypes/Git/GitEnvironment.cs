using System.Globalization;
using ResourceTypes.Protocol;

namespace ResourceTypes.Git;

/// <summary>
/// The environment of every git process of one script run: configuration and logins go in through it, never through
/// arguments or files of the repository. Owns a private folder (home, SSH key), gone after <see cref="Dispose"/>.
/// </summary>
internal sealed class GitEnvironment : IDisposable
{
    // Reads the login from the environment of git itself, so that it stands in no file and no argument.
    private const string CredentialHelper =
        "!f() { test \"$1\" = get && printf 'username=%s\\npassword=%s\\n' \"$GIT_RESOURCE_USERNAME_{0}\" \"$GIT_RESOURCE_PASSWORD_{0}\"; }; f";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("git-resource-");
    private readonly Dictionary<string, string> _variables;
    private readonly List<string> _secrets = [];
    private int _configCount;
    private int _loginCount;

    public GitEnvironment(GitSource source, GitRemote remote)
    {
        // Inputs belong to whoever wrote them; they were put there for this step. From a file, because git does not hand
        // its environment's configuration on to the programs that read another local repository.
        File.WriteAllText(PathOf(".gitconfig"), "[safe]\n\tdirectory = *\n");
        _variables = new(StringComparer.Ordinal)
        {
            ["HOME"] = _home.FullName,
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["LC_ALL"] = "C",
            ["GIT_SSH_COMMAND"] = SshCommand(source),
        };
        Configure("user.name", "concourse");
        Configure("user.email", "concourse@localhost");
        Configure("advice.detachedHead", "false");

        if (source.SkipSslVerification)
        {
            Configure("http.sslVerify", "false");
        }

        foreach (var entry in source.GitConfig ?? [])
        {
            Configure(entry.Name, entry.Value);
        }

        if (remote.HttpOrigin is { } origin)
        {
            LogIn(origin, remote.Username, remote.Password);
        }

        foreach (var login in source.SubmoduleCredentials ?? [])
        {
            LogIn("https://" + login.Host, login.Username, login.Password);
            LogIn("http://" + login.Host, login.Username, login.Password);
        }
    }

    /// <summary>To be set on top of this process's own environment.</summary>
    public IReadOnlyDictionary<string, string> Variables => _variables;

    /// <summary>A path of that name in the private folder.</summary>
    public string PathOf(string name) => Path.Combine(_home.FullName, name);

    /// <summary>Replaces every secret of the source in a line that is to be shown.</summary>
    public string Scrub(string line) =>
        _secrets.Aggregate(line, (text, secret) => text.Replace(secret, "***", StringComparison.Ordinal));

    public void Dispose() => _home.Delete(recursive: true);

    private void LogIn(string origin, string? username, string? password)
    {
        if (string.IsNullOrEmpty(username) && string.IsNullOrEmpty(password))
        {
            return;
        }

        var login = (_loginCount++).ToString(CultureInfo.InvariantCulture);
        _variables["GIT_RESOURCE_USERNAME_" + login] = username ?? "";
        _variables["GIT_RESOURCE_PASSWORD_" + login] = password ?? "";
        Configure($"credential.{origin}.helper", CredentialHelper.Replace("{0}", login, StringComparison.Ordinal));
        // A token is often given as the user's name alone.
        var secret = string.IsNullOrEmpty(password) ? username! : password;
        _secrets.Add(secret);
        _secrets.Add(Uri.EscapeDataString(secret));
    }

    private void Configure(string name, string value)
    {
        var index = (_configCount++).ToString(CultureInfo.InvariantCulture);
        _variables["GIT_CONFIG_KEY_" + index] = name;
        _variables["GIT_CONFIG_VALUE_" + index] = value;
        _variables["GIT_CONFIG_COUNT"] = _configCount.ToString(CultureInfo.InvariantCulture);
    }

    private string SshCommand(GitSource source)
    {
        // Host keys of a throwaway container cannot have been seen before.
        const string Options =
            "ssh -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR";
        if (string.IsNullOrEmpty(source.PrivateKey))
        {
            return Options;
        }

        if (PrivateKeys.IsEncrypted(source.PrivateKey))
        {
            throw new ResourceException("source.private_key is encrypted; give it without a passphrase");
        }

        var file = PathOf("private_key");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using var writer = new StreamWriter(file, options);
        writer.Write(source.PrivateKey.TrimEnd() + "\n");
        return $"{Options} -o IdentitiesOnly=yes -i {file}";
    }
}

namespace Concourse.Testing.Postgres;

/// <summary>The directory with initdb and postgres of the newest installed version.</summary>
internal sealed record PostgresBinaries(string Directory)
{
    private const string DebianRoot = "/usr/lib/postgresql";

    public static PostgresBinaries Locate()
    {
        var debian = System.IO.Directory.Exists(DebianRoot)
            ? System.IO.Directory.EnumerateDirectories(DebianRoot).OrderByDescending(MajorVersion).Select(version => Path.Combine(version, "bin"))
            : [];
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        var directory = debian.Concat(onPath).FirstOrDefault(candidate => File.Exists(Path.Combine(candidate, "initdb")));
        return directory is null
            ? throw new InvalidOperationException("PostgreSQL's server programs (initdb, postgres) are not installed; on Debian: apt-get install postgresql")
            : new PostgresBinaries(directory);
    }

    private static int MajorVersion(string directory) => int.TryParse(Path.GetFileName(directory), out var version) ? version : 0;
}

namespace Server.Bench;

/// <summary>What bench.sh started, as it says in the environment.</summary>
internal sealed record BenchOptions(Uri Server, Uri Engine, string PostgresDirectory, string Image, string Fly, string Hello)
{
    public static BenchOptions FromEnvironment() => new(
        new Uri(Variable("BENCH_SERVER")),
        new Uri(Variable("DOCKER_HOST")),
        Variable("BENCH_POSTGRES"),
        Variable("BENCH_IMAGE"),
        Variable("BENCH_FLY"),
        Variable("BENCH_HELLO"));

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"{name} is not set; run ./bench.sh, which sets it");
}

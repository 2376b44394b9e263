namespace Server.Bench;

/// <summary>
/// A build of several steps that each run <c>true</c> in a container of their own: its whole time from trigger to end, divided by
/// the containers that the engine created for it, against create + start + exec of the same image on the same engine.
/// Cold means that the image has to be pulled, on both sides.
/// </summary>
internal sealed class ContainerOverhead(ServerUnderTest server, BareEngine engine, string image)
{
    private const string Pipeline = "overhead";
    private const int Steps = 10;
    private const int Rounds = 5;

    public async Task<IReadOnlyList<BenchRow>> MeasureAsync()
    {
        var steps = Enumerable.Range(1, Steps).Select(i => ServerUnderTest.Task($"step-{i}", image, "true"));
        await server.SetAsync(Pipeline, string.Join('\n', steps));

        await engine.ForgetAsync(image);
        var bareCold = await BareAsync(pull: true, Steps);
        await engine.ForgetAsync(image);
        var cold = await BuildAsync();

        var builds = new List<(TimeSpan PerContainer, int Containers)>();
        var bare = new List<TimeSpan>();
        for (var i = 0; i < Rounds; i++)
        {
            // In turns, so that a busy moment of the machine falls on both.
            builds.Add(await BuildAsync());
            bare.Add(await BareAsync(pull: false, containers: 1));
        }

        var warm = builds.OrderBy(b => b.PerContainer).ElementAt(builds.Count / 2);
        return
        [
            Row("build overhead per container, cold", cold, bareCold, "the image is pulled once on both sides"),
            Row("build overhead per container, warm", warm, bare.Median(), $"median of {Rounds} builds"),
        ];
    }

    private static BenchRow Row(string what, (TimeSpan PerContainer, int Containers) build, TimeSpan bare, string remark) => new(
        what, build.PerContainer.TotalMilliseconds, bare.TotalMilliseconds, "ms", $"{build.Containers} containers for {Steps} steps; {remark}");

    private async Task<(TimeSpan PerContainer, int Containers)> BuildAsync()
    {
        var time = TimeSpan.Zero;
        var containers = await engine.CountCreatedAsync(async () => time = await Samples.TimeAsync(() => server.RunAsync(Pipeline)));
        return containers > 0 ? (time / containers, containers) : throw new InvalidOperationException("the engine reported no container of the build");
    }

    // Time per container.
    private async Task<TimeSpan> BareAsync(bool pull, int containers)
    {
        var started = new List<string>();
        var time = await Samples.TimeAsync(async () =>
        {
            if (pull)
            {
                await engine.PullAsync(image);
            }

            for (var i = 0; i < containers; i++)
            {
                started.Add(await engine.StartAsync(image));
                await engine.ExecAsync(started[^1], "true");
            }
        });
        foreach (var container in started)
        {
            await engine.RemoveAsync(container);
        }

        return time / containers;
    }
}

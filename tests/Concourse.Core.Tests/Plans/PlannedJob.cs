using Concourse.Core.Configuration;
using Concourse.Core.Planning;
using Concourse.Core.Plans;
using Concourse.Core.Versions;

namespace Concourse.Core.Tests.Plans;

/// <summary>Plans a job and compares.</summary>
internal static class PlannedJob
{
    /// <summary>The first job of the pipeline is planned like this; line breaks and indentation of the JSON do not count.</summary>
    public static void Expect(string yaml, string json, bool manually = false)
    {
        var config = ConfigReader.Pipeline(yaml);
        var job = config.Jobs![0];
        var plan = new BuildPlanner(new PlanIdFactory(0), new BuildPlanContext
        {
            Resources = config.Resources ?? [],
            Types = TypeCatalog.Of(config.ResourceTypes),
            Prototypes = config.Prototypes ?? [],
            Inputs = job.Inputs().ToDictionary(g => g.Name, _ => ResourceVersion.Parse("""{"ref":"x"}""")),
            ManuallyTriggered = manually,
        }).Plan(job);

        var text = PlanJson.Write(plan);
        Assert.Equal(string.Concat(json.Split('\n').Select(l => l.TrimStart())), text);
        Assert.Equal(text, PlanJson.Write(PlanJson.Parse(text)));
    }
}

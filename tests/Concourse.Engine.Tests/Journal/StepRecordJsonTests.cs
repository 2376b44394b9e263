using Concourse.Core.Values;
using Concourse.Core.Versions;
using Concourse.Engine.Journal;
using Concourse.Engine.Scopes;
using Concourse.Engine.Steps;
using Concourse.Runtime.Images;

namespace Concourse.Engine.Tests.Journal;

public sealed class StepRecordJsonTests
{
    [Fact]
    public void A_record_is_read_as_it_was_written()
    {
        var record = new StepRecord
        {
            Passed = ["initialize-get", "start-get"],
            End = new StepEnd
            {
                Outcome = StepOutcome.Success,
                Version = new ResourceVersion([new("ref", "abc")]),
                ResourceCacheId = 7,
                Artifacts =
                [
                    new NamedArtifact("tree", new Artifact.Tree("w", "h", true)),
                    new NamedArtifact("image", new Artifact.RegistryImage(
                        "r/i@sha256:1", new RegistryCredentials("u", "p"), new ImageEntrypoint(["/e"], ["c"]))),
                ],
                Variables = [new NamedValue("x", new MapValue(("a", "b")), true)],
            },
        };

        var read = StepRecordJson.Read(StepRecordJson.Write(record));

        Assert.Equal(record.Passed, read.Passed);
        Assert.Equal(StepOutcome.Success, read.End!.Outcome);
        Assert.Equal(record.End.Version, read.End.Version);
        Assert.Equal(7, read.End.ResourceCacheId);
        Assert.Equal(record.End.Artifacts[0], read.End.Artifacts[0]);
        var image = Assert.IsType<Artifact.RegistryImage>(read.End.Artifacts[1].Artifact);
        Assert.Equal(("r/i@sha256:1", "u", "p"), (image.Reference, image.Credentials!.Username, image.Credentials.Password));
        Assert.Equal(["/e", "c"], image.Entrypoint.CommandLine);
        Assert.Equal(record.End.Variables, read.End.Variables);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_error_keeps_its_message_and_whether_it_was_a_time_limit(bool deadline)
    {
        var outcome = new StepOutcome.Errored("broken") { IsDeadline = deadline };

        var read = StepRecordJson.Read(StepRecordJson.Write(new StepRecord { End = StepEnd.Of(outcome) }));

        var error = Assert.IsType<StepOutcome.Errored>(read.End!.Outcome);
        Assert.Equal(("broken", deadline), (error.Message, error.IsDeadline));
    }
}

using Fly.Arguments;
using Fly.CommandLine;

namespace Fly.Tests.Arguments;

public sealed class ReferenceTests
{
    private static readonly Option AnyFlag = new Switch('j', "job", "");

    [Theory]
    [InlineData("hello", "hello")]
    [InlineData("hello/branch:master", "hello/branch:master")]
    [InlineData("hello/n:1", "hello/n:1")]
    [InlineData("hello/n:'1'", "hello/n:\"1\"")]
    [InlineData("hello/b:2,a:1", "hello/a:1,b:2")]
    [InlineData("hello/l:[1, \"2\"],m:{x: z}", "hello/l:[1,\"2\"],m.x:z")]
    [InlineData("hello/e:", "hello/e:null")]
    [InlineData("hello/\"a.b\":c", "hello/\"a.b\":c")]
    [InlineData("hello/a.b:c", "hello/a.b:c")]
    [InlineData("hello/branch:feature/x", "hello/branch:\"feature/x\"")]
    public void A_pipeline_is_read_and_printed_with_its_instance_vars(string text, string printed) =>
        Assert.Equal(printed, References.Pipeline.Read(AnyFlag, "", text).ToString());

    [Theory]
    [InlineData("hello/greet", "hello", "greet")]
    [InlineData("hello/branch:master/greet", "hello/branch:master", "greet")]
    [InlineData("hello/branch:a/b/greet", "hello/branch:\"a/b\"", "greet")]
    public void A_jobs_name_is_behind_the_last_slash(string text, string pipeline, string job)
    {
        var reference = References.Job.Read(AnyFlag, "", text);

        Assert.Equal(pipeline, reference.Pipeline.ToString());
        Assert.Equal(job, reference.Job);
    }

    [Fact]
    public void A_version_field_is_split_at_its_first_colon()
    {
        Assert.Equal(KeyValuePair.Create("ref", "a:b"), VersionField.Type.Parse("ref:a:b"));
        Assert.Equal(KeyValuePair.Create("ref", ""), VersionField.Type.Parse("ref"));
    }
}

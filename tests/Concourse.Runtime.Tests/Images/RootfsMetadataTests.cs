using Concourse.Runtime.Images;

namespace Concourse.Runtime.Tests.Images;

public sealed class RootfsMetadataTests
{
    [Fact]
    public void Environment_and_user_are_read_and_the_rest_is_left()
    {
        var metadata = RootfsMetadata.Parse("""{"env":["A=1","B=2"],"user":"app","entrypoint":["/x"]}"""u8);
        Assert.Equal(["A=1", "B=2"], metadata.Env);
        Assert.Equal("app", metadata.User);
    }

    [Fact]
    public void Missing_fields_are_empty()
    {
        var metadata = RootfsMetadata.Parse("{}"u8);
        Assert.Empty(metadata.Env);
        Assert.Equal("", metadata.User);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"env":"A=1"}""")]
    public void Other_shapes_are_named_malformed(string json) =>
        Assert.StartsWith(
            "metadata.json of the image is malformed: ",
            Assert.Throws<FormatException>(() => RootfsMetadata.Parse(System.Text.Encoding.UTF8.GetBytes(json))).Message,
            StringComparison.Ordinal);
}

using Concourse.LocalRuntime.Images;
using Concourse.Runtime.Sandboxes;
using Docker.DotNet.Models;

namespace Concourse.LocalRuntime.Tests.Engine;

public sealed class EngineMessagesTests
{
    [Theory]
    [InlineData("Loaded image: app:1\n", "app:1")]
    [InlineData("Loaded image ID: sha256:12\n", "sha256:12")]
    [InlineData("Loaded image(s): a:1,b:2", "a:1 b:2")]
    [InlineData("Loaded image: a:1\nLoaded image: b:2\n", "a:1 b:2")]
    [InlineData("something else", "")]
    public void Names_of_loaded_images_are_read_from_docker_and_podman(string line, string names)
    {
        var messages = new EngineMessages();
        messages.Report(new JSONMessage { Stream = line });
        Assert.Equal(names, string.Join(' ', messages.LoadedImages()));
    }

    [Fact]
    public void A_failure_that_arrives_as_a_line_is_an_error()
    {
        var messages = new EngineMessages();
        messages.Report(new JSONMessage { Status = "pulling" });
        messages.Report(new JSONMessage { Error = new JSONError { Message = "manifest unknown\n" } });
        Assert.Equal("pull failed: manifest unknown", Assert.Throws<SandboxException>(() => messages.ThrowIfFailed("pull failed")).Message);
    }
}

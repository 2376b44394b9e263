using System.Net;
using Concourse.LocalRuntime.Engine;
using Concourse.Runtime.Sandboxes;
using Docker.DotNet;

namespace Concourse.LocalRuntime.Tests.Engine;

public sealed class EngineErrorTests
{
    [Theory]
    [InlineData("""{"message":"no such user\n"}""", "the container engine could not start the container: no such user")]
    [InlineData("""{"cause":"x","message":"bad thing","response":500}""", "the container engine could not start the container: bad thing")]
    [InlineData("oops", "the container engine could not start the container: 500 InternalServerError")]
    [InlineData("[]", "the container engine could not start the container: 500 InternalServerError")]
    [InlineData("", "the container engine could not start the container: 500 InternalServerError")]
    public void A_refusal_is_told_in_the_engines_own_words(string body, string message) =>
        Assert.Equal(
            message,
            Assert.IsType<SandboxException>(
                EngineError.Translate(new DockerApiException(HttpStatusCode.InternalServerError, body), "start the container")).Message);

    public static TheoryData<Exception> Away { get; } =
    [
        new HttpRequestException("refused"), new IOException("broken pipe"), new TimeoutException("late"), new OperationCanceledException(),
        new DockerApiException(HttpStatusCode.ServiceUnavailable, "{}"), new DockerApiException(HttpStatusCode.TooManyRequests, "{}"),
    ];

    [Theory]
    [MemberData(nameof(Away))]
    public void An_engine_that_is_away_may_be_asked_later(Exception exception) =>
        Assert.IsType<RuntimeUnavailableException>(EngineError.Translate(exception, "start the container"));

    [Theory]
    [InlineData("unauthorized: authentication required", true)]
    [InlineData("pull access denied for app, repository does not exist or may require 'docker login'", true)]
    [InlineData("denied: requested access to the resource is denied", true)]
    [InlineData("unable to retrieve auth token: invalid username/password", true)]
    [InlineData("dial tcp 127.0.0.1:5000: connect: connection refused", false)]
    [InlineData("manifest unknown", false)]
    public void A_registrys_refusal_is_told_from_its_absence(string reason, bool refusal) =>
        Assert.Equal(refusal, EngineError.IsRefusal(new SandboxException("the container engine could not pull the image app:1: " + reason)));

    [Fact]
    public void A_bug_stays_a_bug() => Assert.Null(EngineError.Translate(new InvalidOperationException(), "start the container"));
}

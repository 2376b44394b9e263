using Concourse.Runtime.Images;

namespace Concourse.Runtime.Tests.Images;

public sealed class ImageReferenceTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("busybox", "docker.io/library/busybox:latest")]
    [InlineData("concourse/git-resource", "docker.io/concourse/git-resource:latest")]
    [InlineData("docker.io/busybox:1.36", "docker.io/library/busybox:1.36")]
    [InlineData("index.docker.io/library/busybox", "docker.io/library/busybox:latest")]
    [InlineData("127.0.0.1:5000/app:v1", "127.0.0.1:5000/app:v1")]
    [InlineData("localhost/app", "localhost/app:latest")]
    [InlineData("registry:5000/a/b/c", "registry:5000/a/b/c:latest")]
    [InlineData("[::1]:5000/app", "[::1]:5000/app:latest")]
    [InlineData("ghcr.io/x/y__z.w-v:A_b.c-d", "ghcr.io/x/y__z.w-v:A_b.c-d")]
    [InlineData("docker:///quay.io/x/y:1", "quay.io/x/y:1")]
    [InlineData("docker://quay.io/x/y:1", "quay.io/x/y:1")]
    [InlineData("raw:///quay.io/x/y:1", "quay.io/x/y:1")]
    [InlineData("quay.io/x/y@" + Digest, "quay.io/x/y@" + Digest)]
    [InlineData("quay.io/x/y:1@" + Digest, "quay.io/x/y:1@" + Digest)]
    public void A_reference_is_read_with_dockers_defaults(string text, string full) =>
        Assert.Equal(full, ImageReference.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("Upper/case")]
    [InlineData("a b")]
    [InlineData("app:")]
    [InlineData("app@sha256:12")]
    [InlineData("app/")]
    [InlineData("https://registry.example/app")]
    [InlineData("--privileged")]
    [InlineData("app\n")]
    public void Anything_else_is_refused(string text) => Assert.False(ImageReference.TryParse(text, out _));

    [Fact]
    public void A_digest_replaces_the_tag() =>
        Assert.Equal("quay.io/x/y@" + Digest, ImageReference.Parse("quay.io/x/y:1").At(Digest).ToString());
}

using Concourse.Testing.Postgres;

namespace Concourse.Web.Tests.Server;

/// <summary>One node for all tests of a class; each works on a pipeline of its own.</summary>
public sealed class SharedNode(PostgresFixture postgres) : IAsyncLifetime
{
    private TestNode? node;

    public TestNode Node => node ?? throw new InvalidOperationException("the node has not been started");

    public async ValueTask InitializeAsync() => node = await TestNode.StartAsync(postgres);

    public async ValueTask DisposeAsync()
    {
        if (node is not null)
        {
            await node.DisposeAsync();
        }
    }
}

using Concourse.Database.Locks;

namespace Concourse.Database.Tests.Locks;

public sealed class LockIdTests
{
    // Component keys: scheduler chapter §1.2.
    [Theory]
    [InlineData("scheduler", 1178397720)]
    [InlineData("tracker", -1402787153)]
    [InlineData("scanner", 1441783593)]
    [InlineData("collector_builds", 1573045244)]
    [InlineData("k8s_worker_reaper", -1292643648)]
    public void A_components_key_is_the_signed_checksum_of_its_name(string name, int key) =>
        Assert.Equal(new LockId(LockType.Batch, key), LockId.ForComponent(name));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2147483646, 2147483646)]
    [InlineData(2147483647, 0)]
    [InlineData(2147483650, 3)]
    public void A_builds_key_is_its_id_modulo_the_largest_int(long buildId, int key) =>
        Assert.Equal(new LockId(LockType.BuildTracking, key), LockId.ForBuild(buildId));

    [Fact]
    public void Types_have_upstreams_numbers() => Assert.Equal(
        [0, 7, 8, 9, 9, 10],
        new[]
        {
            LockId.ForChecking(1), LockId.ForScheduling(1), LockId.ForInMemoryCheck(1), LockId.ForGet(1), LockId.ForGet(1, "w"), LockId.ForStreaming(1, "w"),
        }.Select(id => (int)id.Type));
}

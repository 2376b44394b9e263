using Concourse.Core.Configuration;
using Concourse.Core.Yaml;

namespace Concourse.Core.Tests.Yaml;

public sealed class YamlTextTests
{
    [Theory]
    [InlineData("[y, Y, yes, on, On, true, TRUE]", "[true,true,true,true,true,true,true]")]
    [InlineData("[n, N, no, off, OFF, false, False]", "[false,false,false,false,false,false,false]")]
    [InlineData("[~, null, Null, NULL, ]", "[null,null,null,null]")]
    [InlineData("a:", "{\"a\":null}")]
    [InlineData("[0777, 0x1F, 0b101, 0o17, 1_000, -5, +5, 08]", "[511,31,5,15,1000,-5,5,8]")]
    [InlineData("[1.10, .5, 1e3, 1e21, 1e-7, 12:30, 1.]", "[1.1,0.5,1000,1e+21,1e-7,\"12:30\",1]")]
    [InlineData("[18446744073709551615, 9223372036854775807, 18446744073709551616]", "[18446744073709551615,9223372036854775807,18446744073709552000]")]
    [InlineData("[0xFFFFFFFFFFFFFFFF, 0x10000000000000000, -0x8000000000000000, -0x8000000000000001]", "[18446744073709551615,\"0x10000000000000000\",-9223372036854775808,\"-0x8000000000000001\"]")]
    [InlineData("[-9223372036854775808, -9223372036854775809, +9223372036854775808, 00000000000000000000000000000000000000000000000000000000000017]", "[-9223372036854775808,-9223372036854776000,9223372036854776000,15]")]
    [InlineData("[1a, 12e, 1e, 1e5, 9-9, 1.5x, 1__0, 3:4, 1E+2_0]", "[\"1a\",\"12e\",\"1e\",100000,\"9-9\",\"1.5x\",10,\"3:4\",100000000000000000000]")]
    [InlineData("[2001-01-01, 2001-01-01T10:00:00Z]", "[\"2001-01-01\",\"2001-01-01T10:00:00Z\"]")]
    [InlineData("{1: a, 1.5: b, true: c, on: d}", "{\"1\":\"a\",\"1.5\":\"b\",\"true\":\"d\"}")]
    [InlineData("{a: 1, a: 2}", "{\"a\":2}")]
    [InlineData("{x: &x {a: 1, b: 2}, z: {<<: *x, b: 3}}", "{\"x\":{\"a\":1,\"b\":2},\"z\":{\"a\":1,\"b\":3}}")]
    [InlineData("{x: &x {a: 1}, z: {<<: [*x, {a: 2, c: 3}]}}", "{\"x\":{\"a\":1},\"z\":{\"a\":1,\"c\":3}}")]
    [InlineData("[!!str 1, !!float 1, !!int \"7\", !foo bar, !!binary aGk=]", "[\"1\",1,7,\"bar\",\"hi\"]")]
    [InlineData("['yes', \"1\", 'null']", "[\"yes\",\"1\",\"null\"]")]
    [InlineData("a: |\n  x\n  y\nb: >\n  x\n  y\n", "{\"a\":\"x\\ny\\n\",\"b\":\"x y\\n\"}")]
    [InlineData("a\n---\nb", "\"a\"")]
    [InlineData("", "null")]
    [InlineData("# only a comment", "null")]
    [InlineData("\ufeffa: 1", "{\"a\":1}")]
    public void Scalars_and_maps_mean_what_yaml_1_1_says(string yaml, string json) =>
        Assert.Equal(json, YamlText.Parse(yaml).ToString());

    [Fact]
    public void Deeply_nested_steps_within_the_limit_are_read_and_refused_politely()
    {
        var yaml = $"jobs: [{{name: j, plan: [{string.Concat(Enumerable.Repeat("{do: [", 480))}{{task: t, file: a/b}}{string.Concat(Enumerable.Repeat("]}", 480))}]}}]";
        Assert.Single(ConfigReader.Pipeline(yaml).Jobs!);
    }
}

namespace Concourse.EndToEnd.Tests.BadInput;

/// <summary>A resource one of whose scripts answers badly, and a job that runs into it.</summary>
/// <param name="Name">The resource's and the job's name.</param>
/// <param name="Script">Which script: <c>check</c>, <c>in</c> or <c>out</c>.</param>
/// <param name="Answer">What it prints, with ' for "; behind a <c>!</c>, on stderr before it fails.</param>
/// <param name="Shown">What fly shows of it.</param>
internal sealed record BadAnswer(string Name, string Script, string Answer, string Shown)
{
    public static IReadOnlyList<BadAnswer> All { get; } =
    [
        new("get-text", "in", "no json", "invalid character 'o' in literal null (expecting 'u')"),
        new("get-half", "in", "{'version':", "unexpected EOF"),
        new("get-list", "in", "[]", "json: cannot unmarshal array into Go value of type resource.VersionResult"),
        new("get-number", "in", "{'version':{'v':1}}", "json: cannot unmarshal number into Go struct field VersionResult.version of type string"),
        new("get-fails", "in", "!cannot reach it", "cannot reach it"),
        new("put-text", "out", "no json", "invalid character 'o' in literal null (expecting 'u')"),
        new("put-half", "out", "{'version':", "unexpected EOF"),
        new("put-string", "out", "'1'", "json: cannot unmarshal string into Go value of type resource.VersionResult"),
        new("put-nothing", "out", "{}", "resource script (/opt/resource/out /tmp/build/put) output a null version"),
        new("put-fails", "out", "!cannot reach it", "cannot reach it"),
        new("check-text", "check", "no json", "run check: invalid character 'o' in literal null (expecting 'u')"),
        new("check-half", "check", "[{'v':'1'},", "run check: unexpected EOF"),
        new("check-object", "check", "{'v':'1'}", "run check: json: cannot unmarshal object into Go value of type []atc.Version"),
        new("check-fails", "check", "!cannot reach it", "cannot reach it"),
    ];

    /// <summary>A script that says itself that it cannot is no error of the build's.</summary>
    public string Status => Answer.StartsWith('!') ? "failed" : "errored";

    /// <summary>The resource; a put's finds no versions, so that every version there is would be the put's.</summary>
    public string Resource =>
        $"- {{name: {Name}, type: script, source: {{name: {Name}, {(Script == "out" ? "check: '[]', " : "")}{Script}: \"{Answer}\"}}}}";

    public string Job => $"- {{name: {Name}, plan: [{(Script == "out" ? "put" : "get")}: {Name}]}}";
}

using System.Text;
using System.Text.Json.Nodes;
using ResourceTypes.Protocol;

namespace ResourceTypes.Tests;

/// <summary>What one run of a script printed.</summary>
internal sealed record ScriptRun(int ExitCode, string Stdout, string Stderr)
{
    public JsonNode Json => JsonNode.Parse(Stdout)!;
}

/// <summary>Runs scripts as the engine does: JSON on stdin, result on stdout, log on stderr.</summary>
internal static class Script
{
    public static async Task<ScriptRun> RunAsync(string type, string script, string stdin, params string[] folder)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(stdin));
        using var output = new MemoryStream();
        await using var log = new StringWriter();
        var exitCode = await ResourceProgram.RunAsync(
            [type, script, .. folder], input, output, log, TestContext.Current.CancellationToken);
        return new ScriptRun(exitCode, Encoding.UTF8.GetString(output.ToArray()), log.ToString());
    }

    /// <summary>The request of a type's script, for calling a type with parts of the test's own.</summary>
    public static Task<ResourceRequest> RequestAsync(string json) =>
        ResourceRequest.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(json)), TestContext.Current.CancellationToken);
}

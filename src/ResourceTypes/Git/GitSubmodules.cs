using System.Text.Json;
using ResourceTypes.Protocol;

namespace ResourceTypes.Git;

/// <summary>Fetches the submodules that a get wants.</summary>
internal sealed class GitSubmodules(GitGetParams parameters, GitCommand git)
{
    public async Task UpdateAsync(CancellationToken ct)
    {
        string[] paths = [];
        switch (parameters.Submodules)
        {
            case { ValueKind: JsonValueKind.String } text when text.GetString() == "none":
                return;
            case { ValueKind: JsonValueKind.Array } list:
                paths = [.. list.EnumerateArray().Select(path => path.ToString())];
                break;
            case null or { ValueKind: JsonValueKind.Null }:
            case { ValueKind: JsonValueKind.String } text when text.GetString() == "all":
                break;
            default:
                throw new ResourceException("params.submodules must be 'all', 'none' or a list of paths");
        }

        List<string> arguments = ["submodule", "--quiet", "update", "--init"];
        arguments.AddRange(parameters.SubmoduleRecursive ?? true ? ["--recursive"] : []);
        arguments.AddRange(parameters.SubmoduleRemote ? ["--remote"] : []);
        arguments.AddRange(parameters.Depth is > 0 ? [$"--depth={parameters.Depth}"] : []);
        await git.RunAsync(ct, [.. arguments, "--", .. paths]);
    }
}

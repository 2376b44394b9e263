using Concourse.Core.Configuration;
using Fly.Arguments;
using Fly.CommandLine;

namespace Fly.Commands;

internal sealed class FormatPipelineCommand : Command
{
    private readonly Flag<PathArgument> config;
    private readonly Switch write;

    public FormatPipelineCommand()
        : base("format-pipeline", "Bring a pipeline file into a uniform shape", "fp")
    {
        config = Flag('c', "config", PathArgument.Type, "Pipeline file", required: true);
        write = Switch('w', "write", "Write the result back into the file");
    }

    public override async Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        var formatted = Format(Read(context));
        if (!write.IsSet)
        {
            context.Terminal.Out.Write(formatted);
            return 0;
        }

        try
        {
            await File.WriteAllTextAsync(config.Value!.Path, formatted, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"could not write formatted config to {config.Value!.Path}: {e.Message}");
        }

        return 0;
    }

    private byte[] Read(FlyContext context)
    {
        try
        {
            return config.Value!.Read(context.Terminal.Input);
        }
        catch (IOException e)
        {
            throw new CommandFailedException($"could not read config file: {e.Message}");
        }
    }

    private static string Format(byte[] text)
    {
        try
        {
            return ConfigYaml.Format(text);
        }
        catch (ConfigFormatException e)
        {
            throw new CommandFailedException($"could not unmarshal config: {e.Explained}");
        }
    }
}

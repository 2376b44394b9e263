using System.Globalization;

namespace Concourse.Supervisor.Commands;

/// <summary>The command line of a subcommand: <c>--name value</c>, <c>--flag</c> and at most one operand.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _values = [];
    private readonly HashSet<string> _flags = [];

    private Options()
    {
    }

    public string? Operand { get; private set; }

    /// <exception cref="UsageException">Unknown or incomplete options.</exception>
    public static Options Parse(ReadOnlySpan<string> arguments, string[] valued, string[] flags)
    {
        var options = new Options();
        for (var i = 0; i < arguments.Length; i++)
        {
            var name = arguments[i];
            if (valued.Contains(name))
            {
                options._values[name] = ++i < arguments.Length
                    ? arguments[i]
                    : throw new UsageException($"{name} needs a value");
            }
            else if (flags.Contains(name))
            {
                options._flags.Add(name);
            }
            else if (!name.StartsWith('-') && options.Operand is null)
            {
                options.Operand = name;
            }
            else
            {
                throw new UsageException($"unknown argument '{name}'");
            }
        }

        return options;
    }

    public bool Has(string flag) => _flags.Contains(flag);

    public string? Value(string name) => _values.GetValueOrDefault(name);

    public string Required(string name) => Value(name) ?? throw new UsageException($"{name} is required");

    public TimeSpan Seconds(string name, TimeSpan otherwise) =>
        Value(name) is not { } text ? otherwise
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"{name} '{text}' is no number of seconds");

    public long Bytes(string name, long otherwise) =>
        Value(name) is not { } text ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0
            ? bytes
            : throw new UsageException($"{name} '{text}' is no number of bytes");
}

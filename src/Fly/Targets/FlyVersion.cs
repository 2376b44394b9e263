using System.Globalization;

namespace Fly.Targets;

/// <summary>The parts of a version that decide whether two programs understand each other.</summary>
internal readonly record struct FlyVersion(int Major, int Minor, int Patch)
{
    /// <exception cref="FlyException">Empty, or not of three parts.</exception>
    public static FlyVersion Parse(string text)
    {
        if (text.Length == 0)
        {
            throw new FlyException("Expected version to be non-empty string");
        }

        var parts = text.Split('-', '+')[0].Split('.');
        if (parts.Length != 3)
        {
            throw new FlyException("Wrong number of components");
        }

        var numbers = parts.Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? n
            : throw new FlyException($"version '{text}' is not made of numbers")).ToArray();
        return new FlyVersion(numbers[0], numbers[1], numbers[2]);
    }

    /// <summary>Whether the version names a development build (<c>…-dev</c>, <c>…+dev</c>), which talks to everything.</summary>
    public static bool IsDevelopment(string text) => text.Split('-', '+')[1..].Any(part => part.Split('.').Contains("dev"));
}

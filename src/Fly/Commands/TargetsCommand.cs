using System.Buffers.Binary;
using System.Globalization;
using Fly.CommandLine;
using Fly.Targets;
using Fly.Terminals;

namespace Fly.Commands;

internal sealed class TargetsCommand() : Command("targets", "List saved targets", "ts")
{
    private const int TokenLength = 28;

    public override Task<int> RunAsync(FlyContext context, CancellationToken ct)
    {
        var table = new Table("name", "url", "team", "expiry");
        foreach (var (name, target) in context.Saved.Load())
        {
            table.Add(name, target.Api, target.Team, Expiry(target));
        }

        context.Print(table);
        return Task.FromResult(0);
    }

    // The last eight bytes of a token say until when it is valid (fly.md §4).
    private static string Expiry(Target target)
    {
        if (target.SentToken is not { } token)
        {
            return "n/a";
        }

        Span<byte> bytes = stackalloc byte[TokenLength];
        var padded = token.Value + new string('=', (4 - (token.Value.Length % 4)) % 4);
        return !token.Value.EndsWith('=') && Convert.TryFromBase64String(padded, bytes, out var length) && length == TokenLength
            ? Date(BinaryPrimitives.ReadInt64LittleEndian(bytes[^8..]))
            : "n/a: invalid token";
    }

    private static string Date(long seconds) =>
        seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("ddd, dd MMM yyyy HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
            : "n/a: invalid token";
}

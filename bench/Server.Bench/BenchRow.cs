using System.Globalization;

namespace Server.Bench;

/// <summary>A row of the table: our number, the yardstick's number in the same unit and run, and ours over the yardstick's.</summary>
internal sealed record BenchRow(string What, double Ours, double Yardstick, string Unit, string Remark)
{
    public const string Header = """
        | what | ours | yardstick | ratio | remark |
        |---|---|---|---|---|
        """;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {What} | {Ours:0.#} {Unit} | {Yardstick:0.#} {Unit} | {Ours / Yardstick:0.00} | {Remark} |");
}

using System.Globalization;
using System.Text;

namespace Concourse.Core.Validation;

/// <summary>Where validation is among the steps of a job. It becomes text, <c>jobs.j.plan.do[0].get(r)</c>, only where a finding wants it.</summary>
internal sealed class StepContext
{
    private readonly List<Piece> pieces = [];

    /// <summary>The last part of the way.</summary>
    public string Innermost => pieces[^1].ToString();

    /// <summary>The part before the last one.</summary>
    public string Enclosing => pieces[^2].ToString();

    /// <summary>Goes to the steps of a job: <c>jobs.j</c>.</summary>
    public void Begin(string job)
    {
        pieces.Clear();
        pieces.Add(new Piece(job, null, null));
        pieces.Add(new Piece(".plan", null, null));
    }

    /// <summary>Goes one part further, until what is returned is disposed.</summary>
    public Part Within(string key, string? name = null, int? index = null)
    {
        pieces.Add(new Piece(key, name, index));
        return new Part(pieces);
    }

    public override string ToString() => string.Concat(pieces);

    /// <summary>A part of the way that has been entered.</summary>
    public readonly ref struct Part
    {
        private readonly List<Piece> pieces;

        internal Part(List<Piece> pieces) => this.pieces = pieces;

        /// <summary>Leaves it.</summary>
        public void Dispose() => pieces.RemoveAt(pieces.Count - 1);
    }

    internal readonly record struct Piece(string Key, string? Name, int? Index)
    {
        public override string ToString()
        {
            var text = new StringBuilder(Key);
            if (Name is not null)
            {
                text.Append('(').Append(Name).Append(')');
            }

            if (Index is { } index)
            {
                text.Append('[').Append(index.ToString(CultureInfo.InvariantCulture)).Append(']');
            }

            return text.ToString();
        }
    }
}

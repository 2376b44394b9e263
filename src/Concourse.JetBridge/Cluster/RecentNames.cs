namespace Concourse.JetBridge.Cluster;

/// <summary>A set that forgets its oldest members, so that it never grows with the age of the process.</summary>
internal sealed class RecentNames
{
    private const int Capacity = 4096;

    private readonly HashSet<string> _names = [];
    private readonly Queue<string> _order = [];

    public void Add(string name)
    {
        if (!_names.Add(name))
        {
            return;
        }

        _order.Enqueue(name);
        if (_order.Count > Capacity)
        {
            _names.Remove(_order.Dequeue());
        }
    }

    public bool Contains(string name) => _names.Contains(name);
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Concourse.Database.Workers;

/// <summary>The JSON columns of a worker, with upstream's keys.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<WorkerResourceType>))]
internal sealed partial class WorkerJson : JsonSerializerContext
{
    public static string Write(IReadOnlyList<WorkerResourceType> types) => JsonSerializer.Serialize(types, Default.IReadOnlyListWorkerResourceType);

    public static IReadOnlyList<WorkerResourceType> Read(string json) =>
        JsonSerializer.Deserialize(json, Default.IReadOnlyListWorkerResourceType) ?? [];
}

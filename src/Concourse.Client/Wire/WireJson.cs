using System.Text.Json.Serialization;
using Concourse.Core.Json;

namespace Concourse.Client.Wire;

/// <summary>
/// Serializers of the wire types, made at compile time. Names are snake_case, null is left out unless a property says
/// otherwise, requests are read without regard to case and unknown fields are ignored (rest-api.md §1.5).
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = JsonText.MaxDepth)]
[JsonSerializable(typeof(Info))]
[JsonSerializable(typeof(UserInfo))]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(TokenError))]
[JsonSerializable(typeof(IReadOnlyList<Team>))]
[JsonSerializable(typeof(IReadOnlyList<Pipeline>))]
[JsonSerializable(typeof(SaveConfigResponse))]
[JsonSerializable(typeof(RenameRequest))]
[JsonSerializable(typeof(IReadOnlyList<JobSummary>))]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(IReadOnlyList<BuildInputSpec>))]
[JsonSerializable(typeof(IReadOnlyList<Build>))]
[JsonSerializable(typeof(BuildPlan))]
[JsonSerializable(typeof(BuildPreparation))]
[JsonSerializable(typeof(BuildResources))]
[JsonSerializable(typeof(IReadOnlyList<Resource>))]
[JsonSerializable(typeof(IReadOnlyList<ResourceConfigVersion>))]
[JsonSerializable(typeof(IReadOnlyList<ResourceType>))]
[JsonSerializable(typeof(CheckRequest))]
[JsonSerializable(typeof(PinCommentRequest))]
[JsonSerializable(typeof(IReadOnlyList<Worker>))]
[JsonSerializable(typeof(IReadOnlyList<Component>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
public sealed partial class WireJson : JsonSerializerContext;

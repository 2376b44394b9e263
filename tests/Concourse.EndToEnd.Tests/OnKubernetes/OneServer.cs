namespace Concourse.EndToEnd.Tests.OnKubernetes;

/// <summary>Tests whose servers use the same namespace, one after the other: a server removes the pods there that it does not know.</summary>
[CollectionDefinition(nameof(OneServer))]
public sealed class OneServer;

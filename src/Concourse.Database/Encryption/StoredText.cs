namespace Concourse.Database.Encryption;

/// <summary>A text as two columns of a row hold it: the value, and the nonce it was encrypted with (null: plain text).</summary>
public readonly record struct StoredText(string Text, string? Nonce);

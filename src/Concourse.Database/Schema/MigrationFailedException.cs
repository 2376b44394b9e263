namespace Concourse.Database.Schema;

/// <summary>A migration failed and was rolled back; the database is as it was before it.</summary>
public sealed class MigrationFailedException(string migration, Exception cause)
    : Exception($"migration '{migration}' failed and was rolled back: {cause.Message}", cause);

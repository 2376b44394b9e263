namespace Concourse.Database.Connections;

/// <summary>The server was pointed at a transaction pooler.</summary>
public sealed class TransactionPoolerException(Exception? cause = null) : Exception(
    "the database connections go through a transaction pooler (such as PgBouncer with pool_mode=transaction), which breaks "
    + "Concourse's session locks and notifications; connect to PostgreSQL directly, or use pool_mode=session",
    cause);

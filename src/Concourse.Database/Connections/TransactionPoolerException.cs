namespace Concourse.Database.Connections;

/// <summary>The server was pointed at a connection pooler that it cannot work with.</summary>
public sealed class TransactionPoolerException : Exception
{
    private TransactionPoolerException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    internal static TransactionPoolerException SharesSessions() => new(
        "the database connections go through a transaction pooler (such as PgBouncer with pool_mode=transaction), which breaks "
        + "Concourse's session locks and notifications; connect to PostgreSQL directly, or use pool_mode=session");

    internal static TransactionPoolerException RefusesParameters(Exception cause) => new(
        "the database connections go through a pooler that refuses settings of a session (PgBouncer without "
        + "ignore_startup_parameters = options); connect to PostgreSQL directly, or use pool_mode=session with that setting",
        cause);
}

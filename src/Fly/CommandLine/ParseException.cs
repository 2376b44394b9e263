namespace Fly.CommandLine;

/// <summary>The command line does not fit the grammar; the message is the one users see after <c>error: </c>.</summary>
internal sealed class ParseException(string message) : Exception(message);

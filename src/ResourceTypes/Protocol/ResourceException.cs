namespace ResourceTypes.Protocol;

/// <summary>
/// A failure the pipeline's author can act on. Its message goes to stderr as it is and the script exits with 1;
/// no stack trace is printed.
/// </summary>
public sealed class ResourceException : Exception
{
    public ResourceException(string message) : base(message)
    {
    }

    public ResourceException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

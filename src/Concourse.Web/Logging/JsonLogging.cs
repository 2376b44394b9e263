namespace Concourse.Web.Logging;

/// <summary>Writes log records as lines of JSON to a stream that several writers share; a line is never torn.</summary>
[ProviderAlias("ConcourseJson")]
internal sealed class JsonLogging(Stream output, LogLevel minimum, TimeProvider time) : ILoggerProvider
{
    private const string OwnPrefix = "Concourse.";
    private readonly Lock gate = new();
    private readonly LogLevel minimum = minimum;
    private readonly TimeProvider time = time;

    public ILogger CreateLogger(string categoryName) => new CategoryLogger(this, categoryName);

    public void Dispose() => output.Flush();

    private void Write(byte[] line)
    {
        lock (gate)
        {
            output.Write(line);
            output.Flush();
        }
    }

    private sealed class CategoryLogger(JsonLogging sink, string category) : ILogger
    {
        // The framework tells of every request; only its complaints are of interest.
        private readonly LogLevel minimum = category.StartsWith(OwnPrefix, StringComparison.Ordinal) || sink.minimum > LogLevel.Warning
            ? sink.minimum
            : LogLevel.Warning;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var fields = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
                var source = category.StartsWith(OwnPrefix, StringComparison.Ordinal) ? "atc" : "web";
                sink.Write(LogLine.Write(sink.time.GetUtcNow(), logLevel, source, $"{source}.{category}: {formatter(state, exception)}", fields, exception));
            }
        }
    }
}

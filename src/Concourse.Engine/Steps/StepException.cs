namespace Concourse.Engine.Steps;

/// <summary>A step cannot do its work; the message is for the user and becomes the step's <c>error</c> event.</summary>
public sealed class StepException(string message, Exception? inner = null) : Exception(message, inner);

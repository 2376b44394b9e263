using Concourse.Core.Values;
using Concourse.Core.Variables;

namespace Concourse.Engine.Variables;

/// <summary>Credentials whose values are redacted from the build's logs from the moment they are used.</summary>
internal sealed class TrackedCredentials(IVariables credentials, SecretTracker secrets) : IVariables
{
    public async ValueTask<Value?> FindAsync(VarReference reference, CancellationToken cancellationToken)
    {
        var value = await credentials.FindAsync(reference, cancellationToken);
        if (value is not null)
        {
            secrets.Track(value);
        }

        return value;
    }
}

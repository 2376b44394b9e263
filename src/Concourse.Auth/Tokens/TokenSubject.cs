using System.Buffers.Text;
using System.Text;

namespace Concourse.Auth.Tokens;

/// <summary>
/// Claim <c>sub</c>: unpadded base64url of a protobuf message whose field 1 is the user id and field 2 the connector id.
/// </summary>
public static class TokenSubject
{
    private const byte UserIdTag = 0x0a;
    private const byte ConnectorIdTag = 0x12;

    public static string Of(string userId, string connectorId)
    {
        var message = new List<byte>();
        AddField(message, UserIdTag, userId);
        AddField(message, ConnectorIdTag, connectorId);
        return Base64Url.EncodeToString(message.ToArray());
    }

    // Protobuf leaves out empty fields.
    private static void AddField(List<byte> message, byte tag, string value)
    {
        var text = Encoding.UTF8.GetBytes(value);
        if (text.Length == 0)
        {
            return;
        }

        message.Add(tag);
        var length = (uint)text.Length;
        while (length >= 0x80)
        {
            message.Add((byte)(length | 0x80));
            length >>= 7;
        }

        message.Add((byte)length);
        message.AddRange(text);
    }
}

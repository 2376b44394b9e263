using System.Security.Cryptography;
using System.Text;

namespace Concourse.Web.Quickstart;

/// <summary>Twelve hex digits that tell one data directory of a quickstart from another, for names that lie outside of it.</summary>
internal static class DataDirectoryId
{
    public static string Of(string directory) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory)))[..12];
}

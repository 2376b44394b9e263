using System.Runtime.Versioning;

// The scripts run in Linux containers only.
[assembly: SupportedOSPlatform("linux")]

using System.Runtime.Versioning;

// They start servers, send signals and look into /proc.
[assembly: SupportedOSPlatform("linux")]

namespace Lms.EmbeddedPostgres;

/// <summary>What provisioning is doing at this moment.</summary>
/// <param name="Phase">The step.</param>
/// <param name="Message">One line for a person.</param>
/// <param name="BytesDone">Bytes finished so far in <see cref="ProvisioningPhase.Downloading"/> and
/// <see cref="ProvisioningPhase.Unpacking"/>, else 0.</param>
/// <param name="BytesTotal">Exact bytes to do in those phases, else 0.</param>
public sealed record ProvisioningProgress(ProvisioningPhase Phase, string Message, long BytesDone = 0, long BytesTotal = 0);

/// <summary>The steps of provisioning, in the order in which they can occur.</summary>
public enum ProvisioningPhase
{
    /// <summary>Another process builds the private root; this one will share it.</summary>
    WaitingForOtherBuild,

    /// <summary>Fetching the lists of packages.</summary>
    ReadingPackageLists,

    /// <summary>Fetching packages; bytes are reported.</summary>
    Downloading,

    /// <summary>Unpacking packages; bytes are reported.</summary>
    Unpacking,

    /// <summary>Creating the data directory that later ones are copied from.</summary>
    PreparingTemplate,

    /// <summary>Starting the server.</summary>
    Starting,

    /// <summary>The server accepts connections.</summary>
    Ready,

    /// <summary>Something a person should know: another port, an older server, no documents.</summary>
    Notice,
}

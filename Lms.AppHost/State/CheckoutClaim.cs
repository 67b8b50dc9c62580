using System.Globalization;

namespace Lms.AppHost.State;

/// <summary>The right to be the one app host of a checkout. The kernel gives it up when the process ends, however it ends.</summary>
internal sealed class CheckoutClaim : IDisposable
{
    private readonly FileStream file;

    private CheckoutClaim(FileStream file) => this.file = file;

    /// <summary>Takes the claim, and removes what a killed predecessor left.</summary>
    /// <exception cref="HostException">Another process has it; the message names it.</exception>
    public static CheckoutClaim Take(Checkout checkout)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(checkout.LockFile)!);
            var held = new FileStream(checkout.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(checkout.OwnerFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            File.Delete(checkout.StateFile);
            return new CheckoutClaim(held);
        }
        catch (IOException fault) when (fault.GetType() == typeof(IOException))
        {
            throw new HostException(
                $"An app host already runs for {checkout.Directory}: process {Holder(checkout)}. "
                + "Use its databases with ./lms, or stop it with Ctrl+C in its terminal.",
                fault);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new HostException($"{checkout.LockFile} cannot be written: {fault.Message}", fault);
        }
    }

    public void Dispose() => file.Dispose();

    private static string Holder(Checkout checkout) =>
        File.Exists(checkout.OwnerFile) ? File.ReadAllText(checkout.OwnerFile) : "(just starting)";
}

namespace Lms.Cli.Configuration;

/// <summary>Reads what an app host tells of its services.</summary>
internal static class AppHostStateReader
{
    public static RunningServer ReadServer(ref JsonSettings settings)
    {
        Uri? url = null;
        string? token = null;
        List<Uri> urls = [];
        settings.EnterObject();
        while (settings.NextProperty() is { } property)
        {
            switch (property)
            {
                case "url": url = ReadAddress(ref settings); break;
                case "token": token = settings.ReadText(); break;
                case "urls": urls = ReadAddresses(ref settings); break;
                default: throw settings.UnknownProperty("url", "token", "urls");
            }

            settings.Leave();
        }

        return new RunningServer([url ?? throw settings.Fault("'url' is missing"), .. urls], token);
    }

    public static Uri ReadDashboard(ref JsonSettings settings)
    {
        Uri? url = null;
        settings.EnterObject();
        while (settings.NextProperty() is { } property)
        {
            url = property == "url" ? ReadAddress(ref settings) : throw settings.UnknownProperty("url");
            settings.Leave();
        }

        return url ?? throw settings.Fault("'url' is missing");
    }

    /// <summary>Reads where MongoDB's tools find the documents, which is of no use here: commands reach them without.</summary>
    public static void PassMongo(ref JsonSettings settings)
    {
        settings.EnterObject();
        while (settings.NextProperty() is { } property)
        {
            _ = property == "url" ? settings.ReadText() : throw settings.UnknownProperty("url");
            settings.Leave();
        }
    }

    private static List<Uri> ReadAddresses(ref JsonSettings settings)
    {
        List<Uri> addresses = [];
        settings.EnterArray();
        for (var index = 0; settings.NextItem(index); index++)
        {
            addresses.Add(ReadAddress(ref settings));
            settings.Leave();
        }

        return addresses;
    }

    private static Uri ReadAddress(ref JsonSettings settings) =>
        ServerAddress.Parse(settings.ReadString()) ?? throw settings.Fault(ServerAddress.Shape);
}

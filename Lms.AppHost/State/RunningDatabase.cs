using System.Text.Json;

namespace Lms.AppHost.State;

/// <summary>A database that runs, as <c>lms.json</c> would name it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Engine">The kind of its server, as configuration calls it.</param>
/// <param name="Connection">The connection string, password included.</param>
/// <param name="Catalog">The directory of its migrations.</param>
/// <param name="Seeders">The directory of its seeders; null when it has none.</param>
internal sealed record RunningDatabase(string Name, string Engine, string Connection, string Catalog, string? Seeders)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Name);
        json.WriteString("engine", Engine);
        json.WriteString("connection", Connection);
        json.WriteString("catalog", Catalog);
        if (Seeders is not null)
            json.WriteString("seeders", Seeders);
        json.WriteEndObject();
    }
}

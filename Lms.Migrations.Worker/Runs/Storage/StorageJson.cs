using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lms.Migrations.Worker.Runs.Storage;

/// <summary>How what is no part of the contract is kept.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StoredPlan))]
internal sealed partial class StorageJson : JsonSerializerContext;

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lms.Contracts.Access;
using Lms.Contracts.Backfills;
using Lms.Contracts.Changes;
using Lms.Contracts.Databases;
using Lms.Contracts.History;
using Lms.Contracts.Json;
using Lms.Contracts.Runs;
using Lms.Contracts.Windows;

namespace Lms.Contracts.Client;

/// <summary>Asks a worker, over HTTP. Safe for concurrent use.</summary>
/// <remarks>Every method throws <see cref="ApiException"/> when the worker refuses, cannot, or does not answer.</remarks>
public sealed class LmsClient : IDisposable
{
    private const string Root = "api/v1/";
    private readonly HttpClient http;
    private readonly ApiTransport transport;
    private readonly TimeProvider time;

    /// <param name="server">The worker's address: <c>http://127.0.0.1:5180</c>.</param>
    /// <param name="token">The token to show; null for none, which nothing but health answers to.</param>
    /// <param name="handler">What carries the requests; null for sockets.</param>
    /// <param name="time">The clock for whatever is waited for; null for the system's.</param>
    public LmsClient(Uri server, string? token, HttpMessageHandler? handler = null, TimeProvider? time = null)
    {
        Server = server;
        this.time = time ?? TimeProvider.System;
        http = new HttpClient(handler ?? NewHandler(), disposeHandler: handler is null)
        {
            BaseAddress = new Uri(server.AbsoluteUri.TrimEnd('/') + '/'),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        transport = new ApiTransport(http, server, this.time);
    }

    /// <summary>The worker's address.</summary>
    public Uri Server { get; }

    /// <summary>Who the token stands for.</summary>
    public Task<IdentityDocument> GetIdentityAsync(CancellationToken cancellationToken) =>
        GetAsync("me", ContractJson.Default.IdentityDocument, cancellationToken);

    /// <summary>The workers that look after the databases.</summary>
    public Task<WorkerListDocument> ListWorkersAsync(CancellationToken cancellationToken) =>
        GetAsync("workers", ContractJson.Default.WorkerListDocument, cancellationToken);

    /// <summary>Every database at a glance.</summary>
    public Task<DatabaseListDocument> ListDatabasesAsync(CancellationToken cancellationToken) =>
        GetAsync("databases", ContractJson.Default.DatabaseListDocument, cancellationToken);

    /// <summary>One database at a glance.</summary>
    public Task<DatabaseDocument> GetDatabaseAsync(string database, CancellationToken cancellationToken) =>
        GetAsync(Of(database), ContractJson.Default.DatabaseDocument, cancellationToken);

    /// <summary>Every migration of a database.</summary>
    public Task<StatusDocument> GetStatusAsync(string database, CancellationToken cancellationToken) =>
        GetAsync($"{Of(database)}/migrations", ContractJson.Default.StatusDocument, cancellationToken);

    /// <summary>One migration with its statements.</summary>
    public Task<MigrationContentDocument> GetMigrationAsync(string database, string version, CancellationToken cancellationToken) =>
        GetAsync($"{Of(database)}/migrations/{Uri.EscapeDataString(version)}", ContractJson.Default.MigrationContentDocument, cancellationToken);

    /// <summary>What a run would do now.</summary>
    /// <param name="database">The database.</param>
    /// <param name="query">What would be asked for.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public Task<PlanDocument> GetPlanAsync(string database, PlanQuery query, CancellationToken cancellationToken) =>
        GetAsync($"{Of(database)}/plan{query.ToQueryString()}", ContractJson.Default.PlanDocument, cancellationToken);

    /// <summary>The catalog held against the database.</summary>
    public Task<ValidationDocument> ValidateAsync(string database, CancellationToken cancellationToken) =>
        GetAsync($"{Of(database)}/validation", ContractJson.Default.ValidationDocument, cancellationToken);

    /// <summary>What a repair would put right.</summary>
    public Task<RepairDocument> ExamineAsync(string database, CancellationToken cancellationToken) =>
        GetAsync($"{Of(database)}/repair", ContractJson.Default.RepairDocument, cancellationToken);

    /// <summary>What was done to a database, newest first.</summary>
    public Task<HistoryDocument> ListHistoryAsync(string database, HistoryFilter filter, CancellationToken cancellationToken) =>
        GetAsync($"{Of(database)}/history{filter.ToQueryString()}", ContractJson.Default.HistoryDocument, cancellationToken);

    /// <summary>Which seeders ran.</summary>
    public Task<SeedStatusDocument> ListSeedersAsync(string database, CancellationToken cancellationToken) =>
        GetAsync($"{Of(database)}/seeders", ContractJson.Default.SeedStatusDocument, cancellationToken);

    /// <summary>Every backfill of a database, newest first.</summary>
    public Task<BackfillListDocument> ListBackfillsAsync(string database, CancellationToken cancellationToken) =>
        GetAsync($"{Of(database)}/backfills", ContractJson.Default.BackfillListDocument, cancellationToken);

    /// <summary>One backfill.</summary>
    public Task<BackfillDocument> GetBackfillAsync(string database, long id, CancellationToken cancellationToken) =>
        GetAsync($"{Of(database)}/backfills/{id}", ContractJson.Default.BackfillDocument, cancellationToken);

    /// <summary>Chunks of a backfill, in order of number.</summary>
    public Task<ChunkListDocument> ListChunksAsync(string database, long id, ChunkFilter filter, CancellationToken cancellationToken) =>
        GetAsync($"{Of(database)}/backfills/{id}/chunks{filter.ToQueryString()}", ContractJson.Default.ChunkListDocument, cancellationToken);

    /// <summary>How the pace of a backfill developed.</summary>
    public Task<BackfillPaceDocument> GetBackfillPaceAsync(string database, long id, CancellationToken cancellationToken) =>
        GetAsync($"{Of(database)}/backfills/{id}/pace", ContractJson.Default.BackfillPaceDocument, cancellationToken);

    /// <summary>What a rollback left alone.</summary>
    public Task<ConflictListDocument> ListConflictsAsync(string database, long id, int limit, CancellationToken cancellationToken) =>
        GetAsync($"{Of(database)}/backfills/{id}/conflicts?limit={limit}", ContractJson.Default.ConflictListDocument, cancellationToken);

    /// <summary>Steers a backfill.</summary>
    /// <param name="database">The database.</param>
    /// <param name="id">The backfill.</param>
    /// <param name="word"><c>pause</c>, <c>resume</c> or <c>cancel</c>.</param>
    /// <param name="reason">Why; null for nothing said.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public Task<BackfillDocument> SteerBackfillAsync(string database, long id, string word, string? reason, CancellationToken cancellationToken) =>
        PostAsync(
            $"{Of(database)}/backfills/{id}/{word}", new DecisionDocument(PlanHash: null, reason), ContractJson.Default.DecisionDocument,
            ContractJson.Default.BackfillDocument, cancellationToken);

    /// <summary>Asks for a change of a database.</summary>
    public Task<RunDocument> StartRunAsync(RunRequestDocument request, CancellationToken cancellationToken) =>
        PostAsync("runs", request, ContractJson.Default.RunRequestDocument, ContractJson.Default.RunDocument, cancellationToken);

    /// <summary>One run.</summary>
    public Task<RunDocument> GetRunAsync(Guid id, CancellationToken cancellationToken) =>
        GetAsync($"runs/{id}", ContractJson.Default.RunDocument, cancellationToken);

    /// <summary>Runs, newest first.</summary>
    public Task<RunListDocument> ListRunsAsync(RunFilter filter, CancellationToken cancellationToken) =>
        GetAsync($"runs{filter.ToQueryString()}", ContractJson.Default.RunListDocument, cancellationToken);

    /// <summary>What happened in a run so far, in order.</summary>
    /// <param name="id">The run.</param>
    /// <param name="after">The id of the last event that is known; 0 for none.</param>
    /// <param name="limit">1–1,000.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<RunEventListDocument> ListRunEventsAsync(Guid id, long after, int limit, CancellationToken cancellationToken)
    {
        var told = await GetAsync($"runs/{id}/events?after={after}&limit={limit}", RunEventJson.Default.ToldRunEventList, cancellationToken).ConfigureAwait(false);
        return told.ToDocument();
    }

    /// <summary>Stops a run.</summary>
    public Task<RunDocument> CancelRunAsync(Guid id, string? reason, CancellationToken cancellationToken) =>
        DecideAsync(id, "cancel", new DecisionDocument(PlanHash: null, reason), cancellationToken);

    /// <summary>Approves the plan of a run.</summary>
    public Task<RunDocument> ApproveRunAsync(Guid id, string planHash, string? reason, CancellationToken cancellationToken) =>
        DecideAsync(id, "approve", new DecisionDocument(planHash, reason), cancellationToken);

    /// <summary>Says no to a run that waits for approval.</summary>
    public Task<RunDocument> RejectRunAsync(Guid id, string reason, CancellationToken cancellationToken) =>
        DecideAsync(id, "reject", new DecisionDocument(PlanHash: null, reason), cancellationToken);

    /// <summary>What happens in a run, until it is over. A connection that breaks is made anew, and nothing is missed. What a newer worker
    /// tells beyond this version is an <see cref="UnknownEvent"/>.</summary>
    /// <param name="id">The run.</param>
    /// <param name="after">The id of the last event that was seen; 0 for all of them.</param>
    /// <param name="cancellationToken">Stops watching, and nothing else.</param>
    public async IAsyncEnumerable<RunEventDocument> WatchRunAsync(Guid id, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var happened in new EventStream(transport, $"{Root}runs/{id}/stream", time, Persistence.OfWatchers).ReadAsync(
            RunEventReader.Read, after > 0 ? after.ToString() : null, IsLast, cancellationToken).ConfigureAwait(false))
        {
            yield return happened;
        }
    }

    /// <summary>How a backfill stands whenever that changes, until it moves no more.</summary>
    public async IAsyncEnumerable<BackfillDocument> WatchBackfillAsync(
        string database, long id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var backfill in new EventStream(transport, $"{Root}{Of(database)}/backfills/{id}/stream", time, Persistence.OfWatchers).ReadAsync(
            message => JsonSerializer.Deserialize(message, ContractJson.Default.BackfillDocument), lastEventId: null,
            backfill => backfill.State is "succeeded" or "failed" or "cancelled" or "undone", cancellationToken).ConfigureAwait(false))
        {
            yield return backfill;
        }
    }

    /// <summary>That something changed, until it is cancelled: <see cref="ChangeKinds.All"/> first, and again whenever the connection was made anew.</summary>
    /// <remarks>Waits for a worker that is away, however long; throws <see cref="ApiException"/> only when one refuses.</remarks>
    public async IAsyncEnumerable<ChangeDocument> WatchChangesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var change in new EventStream(transport, $"{Root}changes", time, patience: TimeSpan.MaxValue).ReadAsync(
            message => JsonSerializer.Deserialize(message, ContractJson.Default.ChangeDocument), lastEventId: null,
            isLast: _ => false, cancellationToken).ConfigureAwait(false))
        {
            yield return change;
        }
    }

    /// <summary>Windows and freezes, and how each database stands.</summary>
    public Task<CalendarDocument> ListWindowsAsync(CancellationToken cancellationToken) =>
        GetAsync("windows", ContractJson.Default.CalendarDocument, cancellationToken);

    /// <summary>When a database may be changed.</summary>
    /// <param name="database">The database.</param>
    /// <param name="from">From this time on.</param>
    /// <param name="to">Before this time; 400 days later at the most.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public Task<OpeningsDocument> ListOpeningsAsync(string database, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        GetAsync(
            $"windows/openings{new QueryText().Add("database", database).Add("from", from).Add("to", to)}", ContractJson.Default.OpeningsDocument,
            cancellationToken);

    /// <summary>Adds a window.</summary>
    public Task<WindowDocument> AddWindowAsync(NewWindowDocument window, CancellationToken cancellationToken) =>
        PostAsync("windows", window, ContractJson.Default.NewWindowDocument, ContractJson.Default.WindowDocument, cancellationToken);

    /// <summary>Removes a window.</summary>
    public Task RemoveWindowAsync(long id, string? reason, CancellationToken cancellationToken) =>
        transport.DeleteAsync($"{Root}windows/{id}{Because(reason)}", cancellationToken);

    /// <summary>Adds a freeze.</summary>
    public Task<FreezeDocument> AddFreezeAsync(NewFreezeDocument freeze, CancellationToken cancellationToken) =>
        PostAsync("freezes", freeze, ContractJson.Default.NewFreezeDocument, ContractJson.Default.FreezeDocument, cancellationToken);

    /// <summary>Lifts a freeze.</summary>
    public Task RemoveFreezeAsync(long id, string? reason, CancellationToken cancellationToken) =>
        transport.DeleteAsync($"{Root}freezes/{id}{Because(reason)}", cancellationToken);

    /// <summary>Every token, without secrets.</summary>
    public Task<TokenListDocument> ListTokensAsync(CancellationToken cancellationToken) =>
        GetAsync("tokens", ContractJson.Default.TokenListDocument, cancellationToken);

    /// <summary>Makes a token.</summary>
    public Task<CreatedTokenDocument> CreateTokenAsync(NewTokenDocument token, CancellationToken cancellationToken) =>
        PostAsync("tokens", token, ContractJson.Default.NewTokenDocument, ContractJson.Default.CreatedTokenDocument, cancellationToken);

    /// <summary>Ends a token.</summary>
    public Task RevokeTokenAsync(string id, CancellationToken cancellationToken) =>
        transport.DeleteAsync($"{Root}tokens/{Uri.EscapeDataString(id)}", cancellationToken);

    /// <summary>Every action that somebody tried, newest first.</summary>
    public Task<AuditPageDocument> ListAuditAsync(AuditFilter filter, CancellationToken cancellationToken) =>
        GetAsync($"audit{filter.ToQueryString()}", ContractJson.Default.AuditPageDocument, cancellationToken);

    /// <summary>All of the audit as JSON lines, oldest first.</summary>
    public IAsyncEnumerable<string> ExportAuditAsync(CancellationToken cancellationToken) =>
        transport.ReadLinesAsync($"{Root}audit/export", cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static SocketsHttpHandler NewHandler() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // Whoever is sent elsewhere is told so: the token would not go along.
        AllowAutoRedirect = false,
    };

    private static bool IsLast(RunEventDocument happened) =>
        happened.Event is StateChangedEvent moved && RunStates.IsOver(moved.To);

    private static string Of(string database) => $"databases/{Uri.EscapeDataString(database)}";

    private static string Because(string? reason) => reason is null ? "" : $"?reason={Uri.EscapeDataString(reason)}";

    private Task<RunDocument> DecideAsync(Guid id, string word, DecisionDocument decision, CancellationToken cancellationToken) =>
        PostAsync($"runs/{id}/{word}", decision, ContractJson.Default.DecisionDocument, ContractJson.Default.RunDocument, cancellationToken);

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        transport.SendAsync(new HttpRequestMessage(HttpMethod.Get, Root + path), type, cancellationToken);

    private Task<TAnswer> PostAsync<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken) =>
        transport.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, Root + path) { Content = JsonContent.Create(body, bodyType) }, answerType, cancellationToken);
}

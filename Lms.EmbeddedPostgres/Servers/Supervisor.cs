namespace Lms.EmbeddedPostgres.Servers;

/// <summary>The shell that stands between the owner and the server.</summary>
/// <remarks>
/// Its standard input is a pipe from the owner. However the owner ends, SIGKILL included, the kernel closes that pipe, and
/// the shell shuts the server down. It runs in a session of its own, so that Ctrl+C in a terminal reaches the owner only,
/// who stops its work before it stops the server.
/// </remarks>
internal static class Supervisor
{
    /// <summary>Arguments: log file, signal to send at the end of the pipe, program and its arguments.</summary>
    public const string Script = """
        log=$1 signal=$2
        shift 2
        exec 3<&0 </dev/null >>"$log" 2>&1
        "$@" 3<&- &
        server=$!
        trap 'kill -s INT "$server"' INT TERM HUP
        (
            trap '' INT TERM HUP
            read -r _ <&3
            for next in "$signal" QUIT KILL; do
                kill -s "$next" "$server" || exit 0
                ticks=0
                while kill -0 "$server" 2>/dev/null && [ "$ticks" -lt 100 ]; do
                    sleep 0.1
                    ticks=$((ticks + 1))
                done
            done
        ) &
        watcher=$!
        while kill -0 "$server" 2>/dev/null; do
            wait "$server"
            status=$?
        done
        kill -s KILL "$watcher"
        exit "${status:-1}"
        """;
}

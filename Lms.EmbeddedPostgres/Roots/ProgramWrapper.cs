namespace Lms.EmbeddedPostgres.Roots;

/// <summary>Makes programs run against the root's own C library, wherever the root is moved to.</summary>
internal static class ProgramWrapper
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Puts a shell script in the place of a program, which gets the suffix <c>.bin</c>.</summary>
    /// <remarks>The name the program is told to have is the script's: PostgreSQL finds its other files from there, and its
    /// programs find each other's scripts.</remarks>
    public static void Install(string program, string loader)
    {
        File.Move(program, program + ".bin");
        File.WriteAllText(program, Script(Path.GetFileName(Path.GetDirectoryName(loader))!, Path.GetFileName(loader)));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, Executable);
    }

    private static string Script(string libraries, string loader) => $$"""
        #!/bin/sh
        self=$0
        [ -L "$self" ] && self=$(readlink -f "$self")
        case $self in /*) ;; *) self=$PWD/$self ;; esac
        bin=${self%/*}
        root=$bin/../../../../..
        libraries=$root/usr/lib/{{libraries}}
        export PROJ_DATA="$root/usr/share/proj"
        exec "$libraries/{{loader}}" --library-path "$libraries:$bin/../lib" --argv0 "$self" "$self.bin" "$@"

        """;
}

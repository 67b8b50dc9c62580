using Lms.Benchmarks.Measuring;

namespace Lms.Benchmarks.Tools;

/// <summary>dbmate as its npm package installs it: a Node script that starts the native program.</summary>
internal sealed class DbmateLauncher(BenchmarkPaths paths) : Dbmate(paths)
{
    public override string Name => "dbmate (npm)";

    protected override string Package => "dbmate";

    protected override string Executable => Path.Combine("node_modules", "dbmate", "dist", "cli.js");

    protected override ToolCommand Start(IReadOnlyList<string> arguments, string directory, BenchmarkDatabase database) =>
        Node(arguments, directory, database);
}

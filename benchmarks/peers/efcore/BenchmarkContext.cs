using Microsoft.EntityFrameworkCore;

namespace Lms.Benchmarks.EfCorePeer;

/// <summary>A context without entities: the migrations are plain SQL, the same as every other tool gets.</summary>
internal sealed class BenchmarkContext(DbContextOptions<BenchmarkContext> options) : DbContext(options);

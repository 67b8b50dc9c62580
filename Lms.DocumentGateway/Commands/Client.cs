using System.Net;

namespace Lms.DocumentGateway.Commands;

/// <summary>Who sends commands.</summary>
/// <param name="Id">Of its connection; none is given twice.</param>
/// <param name="Address">Where it connects from.</param>
internal sealed record Client(long Id, EndPoint Address);

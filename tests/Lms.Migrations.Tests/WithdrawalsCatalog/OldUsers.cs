using System.Globalization;
using Lms.Migrations.Documents;

namespace Lms.Migrations.Tests.WithdrawalsCatalog;

/// <summary>Users as the application wrote them before the withdrawal migrations, and the balance that is right for each.</summary>
internal static class OldUsers
{
    private const string Balance = "\"withdrawableBalance\"";
    private const string NoBalance = $$"""{{Balance}} : { "$numberInt" : "0" }""";

    /// <summary>Earnings in Extended JSON, null where a user has no such field; and half of them, half-even to the cent, null where the
    /// balance stays the 0 that it is.</summary>
    private static readonly (string? Earnings, string? Balance)[] Kinds =
    [
        (null, null),
        ("null", null),
        (Typed("Int", "0"), null),
        (Typed("Int", "1"), "0.50"),
        (Typed("Int", "3"), "1.50"),
        (Typed("Int", "2147483647"), "1073741823.50"),
        (Typed("Long", "0"), null),
        (Typed("Long", "250"), "125.00"),
        (Typed("Long", "9007199254740993"), "4503599627370496.50"),
        (Typed("Double", "0.0"), null),
        (Typed("Double", "-0.0"), null),
        (Typed("Double", "100.0"), "50.00"),
        (Typed("Double", "0.01"), "0.00"),
        (Typed("Double", "0.03"), "0.02"),
        (Typed("Double", "0.05"), "0.02"),
        (Typed("Double", "0.1"), "0.05"),
        (Typed("Double", "1.15"), "0.58"),
        (Typed("Double", "33.33"), "16.66"),
        (Typed("Double", "2.675"), "1.34"),
        (Typed("Double", "1234567890123.45"), "617283945061.72"),
        (Typed("Decimal", "0"), null),
        (Typed("Decimal", "0.00"), null),
        (Typed("Decimal", "0.01"), "0.00"),
        (Typed("Decimal", "0.0099999999"), "0.00"),
        (Typed("Decimal", "4.69"), "2.34"),
        (Typed("Decimal", "4.71"), "2.36"),
        (Typed("Decimal", "100"), "50.00"),
        (Typed("Decimal", "1E+3"), "500.00"),
        (Typed("Decimal", "1234567890.123456789012345678"), "617283945.06"),
        (Typed("Decimal", "9999999999999999999999.99"), "5000000000000000000000.00"),
        (Typed("Decimal", "1000000000000000.01"), "500000000000000.00"),
    ];

    /// <summary>So many users, numbered from 0 in <c>n</c>: every kind of earnings with every kind of <c>_id</c>, some with fields
    /// around them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="fields">Fields that every one of them has at its end, beginning with a comma.</param>
    public static IEnumerable<string> Documents(int count, string fields = "") => Enumerable.Range(0, count).Select(number =>
    {
        var earnings = Kinds[number % Kinds.Length].Earnings is { } value ? $", \"affiliateEarnings\": {value}" : "";
        var around = number % 2 == 0
            ? ""
            : $$"""
                , "name": "Zoë {{number}}", "profile": { "address": { "city": "Köln", "withdrawableBalance": 5 }, "tags": ["a", null, { "x": 1.10 }] },
                  "createdAt": { "$date": "2019-12-31T23:59:59.999Z" }
                """;
        return number % 4 < 2
            ? $$"""{ "_id": {{Id(number)}}, "n": {{number}}{{earnings}}{{around}}{{fields}} }"""
            : $$"""{ "_id": {{Id(number)}}, "n": {{number}}{{around}}{{earnings}}{{fields}} }""";
    });

    /// <summary>A third of them are numbers, strings and ObjectIds each.</summary>
    public static string Id(int number) => (number % 3) switch
    {
        0 => $"{number}",
        1 => $"\"user-{number:00000}\"",
        _ => $$"""{ "$oid": "{{number:x24}}" }""",
    };

    /// <summary>The balance that is right for a user of that number; null when it stays 0.</summary>
    public static string? BalanceOf(int number) => Kinds[number % Kinds.Length].Balance;

    /// <summary>How many of so many users get a balance.</summary>
    public static int CountWithBalance(int count) => Enumerable.Range(0, count).Count(number => BalanceOf(number) is not null);

    /// <summary>All balances of so many users.</summary>
    public static decimal SumOfBalances(int count) => Enumerable.Range(0, count)
        .Sum(number => decimal.Parse(BalanceOf(number) ?? "0", CultureInfo.InvariantCulture));

    /// <summary>A user's document once 001 was there.</summary>
    public static string WithFields(string document) =>
        document[..^2] + $$""", {{NoBalance}}, "totalWithdrawn" : { "$numberInt" : "0" }, "pendingWithdrawals" : { "$numberInt" : "0" } }""";

    /// <summary>A user's document once 003 was there too.</summary>
    public static string WithBalance(string document) => BalanceOf(NumberOf(document)) is { } balance
        ? document.Replace(NoBalance, $$"""{{Balance}} : { "$numberDecimal" : "{{balance}}" }""", StringComparison.Ordinal)
        : document;

    public static int NumberOf(string document) => EjsonElement.Parse(document).Required("n").AsInt();

    private static string Typed(string type, string digits) => $$"""{ "$number{{type}}": "{{digits}}" }""";
}

namespace Lms.Migrations.Tests.Catalog.Json;

public sealed class JsonRulesTests : JsonCatalogTest
{
    private const string Commands =
        "aggregate, collMod, create, createIndexes, delete, drop, dropIndexes, findAndModify, insert, renameCollection, update";

    [Theory]
    [InlineData("{ }", "1:1: no 'up': a migration needs at least one step to apply")]
    [InlineData("{ \"up\": [] }", "1:9: 'up' is empty; it needs at least one step")]
    [InlineData("{ \"up\": {} }", "1:9: 'up' is an array of steps, not an object")]
    [InlineData("{ \"up\": [{ \"drop\": \"a\" }], \"down\": null }", "1:36: 'down' is an array of steps, not null")]
    [InlineData("{ \"up\": [{ \"drop\": \"a\" }], \"before\": {} }", "1:38: 'before' is an array of checks, not an object")]
    [InlineData("{ \"up\": [{ \"drop\": \"a\" }], \"after\": true }", "1:37: 'after' is an array of checks, not true")]
    [InlineData("{ \"up\": [{ \"drop\": \"a\" }], \"description\": 5 }", "1:43: the description is a string, not a number")]
    [InlineData("{ \"up\": [{ \"drop\": \"a\" }],\n  \"verify\": [] }", "2:3: unknown property 'verify'; a migration has the properties description, up, down, before and after")]
    public async Task A_migration_has_five_properties(string content, string fault) => Assert.Equal([fault], await JsonFaultsAsync(content));

    [Theory]
    [InlineData("5", "2:1: a step is an object, not a number")]
    [InlineData("{}", $"2:1: an empty step; it must be a command or a backfill: {Commands}")]
    [InlineData("{ \"indexes\": [], \"createIndexes\": \"a\" }", $"2:3: 'indexes' is no command that a migration can run; a step begins with backfill or one of: {Commands}")]
    [InlineData("{ \"createindexes\": \"a\" }", "2:3: 'createindexes' is no command that a migration can run; did you mean 'createIndexes'?")]
    [InlineData("{ \"find\": \"a\" }", "2:3: 'find' changes nothing; write it as a check under 'before' or 'after'")]
    [InlineData("{ \"count\": \"a\" }", "2:3: 'count' changes nothing; write it as a check under 'before' or 'after'")]
    [InlineData("{ \"distinct\": \"a\", \"key\": \"b\" }", "2:3: 'distinct' changes nothing; write it as a check under 'before' or 'after'")]
    [InlineData("{ \"listIndexes\": \"a\" }", "2:3: 'listIndexes' changes nothing; write it as a check under 'before' or 'after'")]
    [InlineData("{ \"aggregate\": \"a\", \"pipeline\": [{ \"$match\": {} }], \"cursor\": {} }", "2:3: this 'aggregate' changes nothing: its pipeline does not end in $out or $merge; write it as a check under 'before' or 'after'")]
    [InlineData("{ \"dropDatabase\": 1 }", "2:3: dropDatabase would drop the history of all migrations with the rest; drop the collections one by one")]
    [InlineData("{ \"drop\": 5 }", "2:3: 'drop' needs the name of a collection")]
    [InlineData("{ \"insert\": \"\" }", "2:3: 'insert' needs the name of a collection")]
    [InlineData("{ \"undo\": \"a\" }", "2:3: 'undo' has no place in 'up': it restores what 'up' changed, and belongs in 'down'")]
    public async Task A_step_is_a_command_that_changes_something(string step, string fault) => Assert.Equal([fault], await StepFaultsAsync(step));

    [Fact]
    public async Task An_aggregate_that_writes_is_a_step()
    {
        await ReadJsonAsync("""{ "up": [{ "aggregate": "a", "pipeline": [{ "$match": {} }, { "$merge": { "into": "b" } }], "cursor": {} }] }""");
        await ReadJsonAsync("""{ "up": [{ "aggregate": "a", "pipeline": [{ "$out": "b" }], "cursor": {} }] }""");
    }

    [Theory]
    [InlineData("{ \"backfill\": \"\", \"set\": { \"b\": 1 } }", "2:15: 'backfill' needs the name of a collection")]
    [InlineData("{ \"backfill\": \"a$b\", \"set\": { \"b\": 1 } }", "2:15: 'backfill' needs the name of a collection")]
    [InlineData("{ \"backfill\": [], \"set\": { \"b\": 1 } }", "2:15: 'backfill' needs the name of a collection")]
    [InlineData("{ \"backfill\": \"a\" }", "2:1: this backfill changes nothing: it needs 'set' or 'unset'")]
    [InlineData("{ \"backfill\": \"a\", \"set\": {}, \"unset\": [] }", "2:1: this backfill changes nothing: it needs 'set' or 'unset'")]
    [InlineData("{ \"backfill\": \"a\", \"sets\": {}, \"set\": { \"b\": 1 } }", "2:20: unknown property 'sets'; a backfill has the properties backfill, where, set, unset, undo, sum and batch")]
    [InlineData("{ \"backfill\": \"a\", \"where\": [], \"set\": { \"b\": 1 } }", "2:29: 'where' is a query filter, an object, not an array")]
    [InlineData("{ \"backfill\": \"a\", \"set\": [] }", "2:27: 'set' is an object of paths and expressions, not an array")]
    [InlineData("{ \"backfill\": \"a\", \"unset\": \"b\" }", "2:29: 'unset' is an array of paths, not a string")]
    [InlineData("{ \"backfill\": \"a\", \"unset\": [1] }", "2:30: a path under 'unset' is a string, not a number")]
    [InlineData("{ \"backfill\": \"a\", \"set\": { \"$inc\": { \"b\": 1 } } }", "2:29: '$inc' is no field: paths and expressions stand here, not update operators")]
    [InlineData("{ \"backfill\": \"a\", \"set\": { \"_id\": 1 } }", "2:29: _id cannot be changed: it is what orders the backfill")]
    [InlineData("{ \"backfill\": \"a\", \"unset\": [\"_id.x\"] }", "2:30: _id cannot be changed: it is what orders the backfill")]
    [InlineData("{ \"backfill\": \"a\", \"set\": { \"b..c\": 1 } }", "2:29: 'b..c' is no path: a name is missing in it")]
    [InlineData("{ \"backfill\": \"a\", \"set\": { \"\": 1 } }", "2:29: '' is no path: a name is missing in it")]
    [InlineData("{ \"backfill\": \"a\", \"set\": { \"b.$x\": 1 } }", "2:29: 'b.$x' is no path: no name in it may begin with $")]
    [InlineData("{ \"backfill\": \"a\", \"set\": { \"b.c\": 1, \"bc\": 2, \"b\": 3 } }", "2:48: 'b' and 'b.c' overlap: one lies within the other")]
    [InlineData("{ \"backfill\": \"a\", \"set\": { \"b\": 1 }, \"unset\": [\"b.c\"] }", "2:49: 'b.c' and 'b' overlap: one lies within the other")]
    [InlineData("{ \"backfill\": \"a\", \"set\": { \"b\": 1 }, \"unset\": [\"b\"] }", "2:49: 'b' is assigned twice")]
    [InlineData("{ \"backfill\": \"a\", \"set\": { \"b\": 1 }, \"undo\": \"no\" }", "2:47: 'undo' is true or false")]
    [InlineData("{ \"backfill\": \"a\", \"set\": { \"b\": 1 }, \"sum\": 1 }", "2:46: 'sum' is one of the paths under 'set', not a number")]
    [InlineData("{ \"backfill\": \"a\", \"set\": { \"b\": 1 }, \"unset\": [\"c\"], \"sum\": \"c\" }", "2:62: 'sum' is one of the paths under 'set', and 'c' is none of them")]
    [InlineData("{ \"backfill\": \"a\", \"set\": { \"b\": 1 }, \"batch\": 0 }", "2:48: 'batch' is a number of documents from 1 to 100000")]
    [InlineData("{ \"backfill\": \"a\", \"set\": { \"b\": 1 }, \"batch\": 100001 }", "2:48: 'batch' is a number of documents from 1 to 100000")]
    [InlineData("{ \"backfill\": \"a\", \"set\": { \"b\": 1 }, \"batch\": 1.5 }", "2:48: 'batch' is a number of documents from 1 to 100000")]
    [InlineData("{ \"backfill\": \"a\", \"set\": { \"b\": 1 }, \"batch\": \"5\" }", "2:48: 'batch' is a number of documents from 1 to 100000")]
    public async Task A_backfill_says_what_it_changes(string step, string fault) => Assert.Equal([fault], await StepFaultsAsync(step));

    [Theory]
    [InlineData("", "2:1")]
    [InlineData("\"where\": {},", "2:29")]
    [InlineData("\"where\": { \"bb\": 1, \"x.b\": \"b\" },", "2:29")]
    public async Task Without_a_journal_the_filter_must_tell_what_is_done_from_what_is_not(string where, string at)
    {
        var fault = Assert.Single(await StepFaultsAsync($"{{ \"backfill\": \"a\", {where} \"set\": {{ \"b\": {{ \"$add\": [\"$b\", 1] }} }}, \"undo\": false }}"));

        Assert.Equal(
            $"{at}: run again, this backfill would change the same documents again: 'undo' is false, and 'where' names none of the paths that it assigns; "
            + "let 'where' leave out what is done (for example where 'b' is missing), or leave 'undo' out",
            fault);
    }

    [Theory]
    [InlineData("{ \"b\": 0 }")]
    [InlineData("{ \"b.c\": 0 }")]
    [InlineData("{ \"$or\": [{ \"x\": 1 }, { \"b\": { \"$exists\": false } }] }")]
    [InlineData("{ \"$expr\": { \"$lt\": [\"$b\", 1] } }")]
    public async Task A_filter_that_names_what_is_assigned_guards_a_backfill_without_a_journal(string where)
    {
        var migration = await ReadJsonAsync($"{{ \"up\": [{{ \"backfill\": \"a\", \"where\": {where}, \"set\": {{ \"b\": 1 }}, \"undo\": false }}] }}");

        Assert.Null(migration.Down);
    }

    [Theory]
    [InlineData("{ \"undo\": 5 }", "2:11: 'undo' names a collection that 'up' backfills, not a number")]
    [InlineData("{ \"undo\": \"other\" }", "2:3: 'up' has no backfill of 'other' that could be undone")]
    [InlineData("{ \"undo\": \"a\" }", "2:3: 'up' has 2 backfills of 'a'; say which with \"step\": 1 or 2")]
    [InlineData("{ \"undo\": \"a\", \"step\": 3 }", "2:3: step 3 of 'up' is no backfill of 'a'")]
    [InlineData("{ \"undo\": \"a\", \"step\": 5 }", "2:24: 'step' is the number of a step of 'up', from 1 to 4")]
    [InlineData("{ \"undo\": \"a\", \"step\": \"1\" }", "2:24: 'step' is the number of a step of 'up', from 1 to 4")]
    [InlineData("{ \"undo\": \"a\", \"steps\": 1, \"step\": 1 }", "2:16: unknown property 'steps'; an undo has the properties undo and step")]
    [InlineData("{ \"undo\": \"c\" }", "2:3: step 4 of 'up' keeps no journal ('undo' is false) and cannot be undone")]
    [InlineData("{ \"undo\": \"a\", \"step\": 1 }, { \"undo\": \"a\", \"step\": 1 }", "2:31: step 1 of 'up' is undone twice")]
    [InlineData("{ \"backfill\": \"a\", \"set\": { \"b\": 0 } }", "2:3: a backfill has no place in 'down'; write an 'update' command, or { \"undo\": … } to restore what 'up' changed")]
    [InlineData("{ \"find\": \"a\" }", "2:3: 'find' changes nothing; write it as a check under 'before' or 'after'")]
    [InlineData("[]", "2:1: a step is an object, not an array")]
    public async Task An_undo_names_a_backfill_of_the_up_section(string down, string fault) =>
        Assert.Equal([fault], await JsonFaultsAsync($$"""
            { "down": [
            {{down}}
            ], "up": [
              { "backfill": "a", "set": { "b": 1 } }, { "backfill": "a", "set": { "c": 1 } }, { "drop": "b" },
              { "backfill": "c", "where": { "b": 0 }, "set": { "b": 1 }, "undo": false }
            ] }
            """));

    [Fact]
    public async Task A_faulty_backfill_is_not_also_missing() =>
        Assert.Equal(
            ["1:38: 'batch' is a number of documents from 1 to 100000"],
            await JsonFaultsAsync("{ \"up\": [{ \"backfill\": \"a\", \"batch\": -1, \"set\": { \"b\": 1 } }], \"down\": [{ \"undo\": \"a\" }] }"));

    [Theory]
    [InlineData("5", "2:1: a check is an object, not a number")]
    [InlineData("{ \"message\": \"m\" }", "2:1: a check needs 'none': the find, aggregate or count that must find nothing")]
    [InlineData("{ \"none\": \"a\", \"message\": \"m\" }", "2:11: 'none' is a find, aggregate or count command, not a string")]
    [InlineData("{ \"none\": {}, \"message\": \"m\" }", "2:11: an empty command; a check is a find, an aggregate or a count")]
    [InlineData("{ \"none\": { \"distinct\": \"a\" }, \"message\": \"m\" }", "2:13: 'distinct' is no question; a check is a find, an aggregate or a count")]
    [InlineData("{ \"none\": { \"find\": 1 }, \"message\": \"m\" }", "2:13: 'find' needs the name of a collection")]
    [InlineData("{ \"none\": { \"aggregate\": \"a\", \"pipeline\": [{ \"$out\": \"b\" }] }, \"message\": \"m\" }", "2:13: a check must change nothing: its pipeline may not end in $out or $merge")]
    [InlineData("{ \"none\": { \"find\": \"a\" } }", "2:1: a check needs a 'message' that says what it means when something is found")]
    [InlineData("{ \"none\": { \"find\": \"a\" }, \"message\": \" \" }", "2:39: the message is a string that is not empty")]
    [InlineData("{ \"none\": { \"find\": \"a\" }, \"message\": \"m\", \"on\": \"both\" }", "2:50: 'on' is \"up\" or \"down\"")]
    [InlineData("{ \"none\": { \"find\": \"a\" }, \"message\": \"m\", \"of\": \"up\" }", "2:44: unknown property 'of'; a check has the properties none, message and on")]
    [InlineData("{ \"none\": { \"find\": \"a\" }, \"message\": \"m\", \"on\": \"down\" }", "2:1: this check guards undoing, and this migration cannot be undone: it has no 'down'")]
    public async Task A_check_asks_for_what_must_not_be_there(string check, string fault)
    {
        Assert.Equal([fault], await JsonFaultsAsync($"{{ \"before\": [\n{check}\n], \"up\": [{{ \"drop\": \"a\" }}] }}"));
        Assert.Equal([fault], await JsonFaultsAsync($"{{ \"after\": [\n{check}\n], \"up\": [{{ \"drop\": \"a\" }}] }}"));
    }

    [Theory]
    [InlineData("$numberInt", "\"2147483648\"", "$numberInt is a string that holds a whole number of 32 bits")]
    [InlineData("$numberInt", "5", "$numberInt is a string that holds a whole number of 32 bits")]
    [InlineData("$numberLong", "\"1.0\"", "$numberLong is a string that holds a whole number of 64 bits")]
    [InlineData("$numberDouble", "\"1,5\"", "$numberDouble is a string that holds a number, NaN, Infinity or -Infinity")]
    [InlineData("$numberDecimal", "\"12,50\"", "$numberDecimal is a string that holds a decimal number with a point, NaN, Infinity or -Infinity")]
    [InlineData("$numberDecimal", "12.50", "$numberDecimal is a string that holds a decimal number with a point, NaN, Infinity or -Infinity")]
    [InlineData("$oid", "\"abc\"", "$oid is a string of 24 hexadecimal digits")]
    [InlineData("$oid", "\"0123456789abcdef0123456g\"", "$oid is a string of 24 hexadecimal digits")]
    [InlineData("$date", "\"2026-02-30T00:00:00Z\"", "$date is a time such as \"2026-01-31T09:30:00Z\", or milliseconds as { \"$numberLong\": \"…\" }")]
    [InlineData("$date", "\"31.1.2026\"", "$date is a time such as \"2026-01-31T09:30:00Z\", or milliseconds as { \"$numberLong\": \"…\" }")]
    [InlineData("$date", "0", "$date is a time such as \"2026-01-31T09:30:00Z\", or milliseconds as { \"$numberLong\": \"…\" }")]
    public async Task A_typed_value_that_is_none_is_a_fault_wherever_it_stands(string type, string value, string fault)
    {
        var column = type.Length + 45;
        Assert.Equal([$"2:{column}: {fault}"], await StepFaultsAsync($"{{ \"insert\": \"a\", \"documents\": [{{ \"b\": {{ \"{type}\": {value} }} }}] }}"));
    }

    [Theory]
    [InlineData("$numberInt", "\"-2147483648\"")]
    [InlineData("$numberLong", "\"9223372036854775807\"")]
    [InlineData("$numberDouble", "\"-1.5e-7\"")]
    [InlineData("$numberDouble", "\"-Infinity\"")]
    [InlineData("$numberDecimal", "\"1234567890123456789012345678901234E+6000\"")]
    [InlineData("$numberDecimal", "\".50\"")]
    [InlineData("$oid", "\"0123456789abcdefABCDEF01\"")]
    [InlineData("$date", "\"2026-01-31T09:30:00.123+01:00\"")]
    [InlineData("$date", "{ \"$numberLong\": \"-1\" }")]
    [InlineData("$dateToString", "{ \"date\": \"$a\" }")]
    public async Task A_typed_value_goes_to_the_server_as_it_is_written(string type, string value) =>
        Assert.Equal(
            $"{{ \"insert\": \"a\", \"documents\": [{{ \"b\": {{ \"{type}\": {value} }} }}] }}",
            Assert.Single((await ReadJsonAsync($"{{ \"up\": [{{ \"insert\": \"a\", \"documents\": [{{ \"b\": {{ \"{type}\": {value} }} }}] }}] }}")).Up.Statements).Text);

    [Fact]
    public async Task Every_fault_is_reported_at_once_in_order() =>
        Assert.Equal(
            ["1:3", "2:3", "3:15", "3:27", "4:28", "5:15"],
            (await JsonFaultsAsync("""
                { "title": "", "up": [
                { "find": "a" },
                { "backfill": 5, "set": { "_id": 1 } },
                { "drop": "a" } ], "down": 0,
                  "before": [ "x" ] }
                """)).Select(fault => fault[..fault.IndexOf(": ", StringComparison.Ordinal)]));
}

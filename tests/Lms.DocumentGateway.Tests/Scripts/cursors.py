import sys

from pymongo import MongoClient
from pymongo.errors import CursorNotFound, ExecutionTimeout, OperationFailure

from harness import equal, raises, run

COUNT = 1000


def fill(database):
    database.c.insert_many({"_id": n, "n": (n * 7919) % COUNT} for n in range(COUNT))


def it_reads_in_pages_in_order(client, database):
    fill(database)
    equal([d["_id"] for d in database.c.find().sort("_id", 1).batch_size(7)], list(range(COUNT)))
    equal([d["n"] for d in database.c.find().sort("n", 1).batch_size(11)], list(range(COUNT)))
    equal(len(list(database.c.find({"n": {"$lt": 500}}).batch_size(2))), 500)
    equal(len(list(database.c.find().limit(250).batch_size(100))), 250)
    equal(len(list(database.c.aggregate([{"$group": {"_id": "$n"}}], batchSize=10))), COUNT)
    equal(len(list(database.c.find().batch_size(0))), COUNT)


def it_reads_many_cursors_at_once(client, database):
    fill(database)
    cursors = [database.c.find().sort("n", 1 if n % 2 else -1).batch_size(50) for n in range(20)]
    read = [[] for _ in cursors]
    for _ in range(COUNT):
        for cursor, documents in zip(cursors, read):
            documents.append(next(cursor)["n"])
    for n, documents in enumerate(read):
        equal(documents, sorted(range(COUNT), reverse=n % 2 == 0))


def it_goes_on_over_another_connection(client, database):
    fill(database)
    for command in ({"find": "c", "batchSize": 3}, {"find": "c", "sort": {"n": 1}, "batchSize": 3}):
        with client.start_session() as session:
            page = database.command(command, session=session)["cursor"]
            other = MongoClient(*client.address)
            failure = raises(OperationFailure, other[database.name].command, {"getMore": page["id"], "collection": "c"})
            equal(failure.code, 50738)
            other.close()
            equal(len(database.command({"getMore": page["id"], "collection": "c", "batchSize": 5000}, session=session)["cursor"]["nextBatch"]), COUNT - 3)


def it_tells_cursors_of_one_collection_from_those_of_another(client, database):
    fill(database)
    with client.start_session() as session:
        page = database.command({"find": "c", "batchSize": 3}, session=session)["cursor"]
        failure = raises(OperationFailure, database.command, {"getMore": page["id"], "collection": "d"}, session=session)
        equal(failure.code, 13)


def it_ends_cursors_that_are_killed(client, database):
    fill(database)
    with client.start_session() as session:
        for command in ({"find": "c", "batchSize": 3}, {"find": "c", "sort": {"n": 1}, "batchSize": 3}):
            page = database.command(command, session=session)["cursor"]
            killed = database.command({"killCursors": "c", "cursors": [page["id"], 12345]}, session=session)
            equal((killed["cursorsKilled"], killed["cursorsNotFound"]), ([page["id"]], [12345]))
            failure = raises(CursorNotFound, database.command, {"getMore": page["id"], "collection": "c"}, session=session)
            equal(failure.code, 43)


def it_stops_at_the_time_limit(client, database):
    fill(database)
    slow = [{"$lookup": {"from": "c", "pipeline": [{"$match": {"$expr": {"$gt": ["$n", -1]}}}], "as": "all"}}, {"$unwind": "$all"}, {"$sort": {"all.n": 1}}]
    failure = raises(ExecutionTimeout, lambda: list(database.c.aggregate(slow, maxTimeMS=50, allowDiskUse=True)))
    equal((failure.code, failure.details["codeName"]), (50, "MaxTimeMSExpired"))


def it_reads_from_collections_that_do_not_exist(client, database):
    equal(list(database.none.find()), [])
    equal(list(database.none.aggregate([{"$match": {}}])), [])


run(sys.modules[__name__])

import sys
import threading

from bson.int64 import Int64
from pymongo import MongoClient, WriteConcern
from pymongo.errors import DuplicateKeyError, OperationFailure
from pymongo.read_concern import ReadConcern

from harness import equal, raises, run


def numbers(database):
    return [document["n"] for document in database.c.find().sort("_id", 1)]


def it_commits_all_at_once(client, database):
    database.c.insert_many([{"_id": 1, "n": 0}, {"_id": 2, "n": 0}])
    with client.start_session() as session:
        with session.start_transaction(ReadConcern("snapshot"), WriteConcern("majority")):
            database.c.update_many({}, {"$inc": {"n": 1}}, session=session)
            database.d.insert_one({"_id": 1}, session=session)
            equal((numbers(database), database.d.count_documents({})), ([0, 0], 0))
            equal([d["n"] for d in database.c.find(session=session)], [1, 1])
    equal((numbers(database), database.d.count_documents({})), ([1, 1], 1))


def it_leaves_nothing_of_what_is_aborted(client, database):
    database.c.insert_one({"_id": 1, "n": 0})
    with client.start_session() as session:
        session.start_transaction()
        database.c.update_one({"_id": 1}, {"$inc": {"n": 1}}, session=session)
        session.abort_transaction()
    equal(numbers(database), [0])


def it_sees_one_snapshot_and_reads_it_in_pages(client, database):
    database.c.insert_many({"_id": n, "n": n} for n in range(100))
    with client.start_session() as session:
        with session.start_transaction():
            cursor = database.c.find(session=session).sort("n", 1).batch_size(10)
            first = next(cursor)
            database.c.delete_many({})
            equal(1 + len(list(cursor)), 100)
            equal(first["n"], 0)
    equal(numbers(database), [])


def it_refuses_a_document_that_another_changed(client, database):
    database.c.insert_one({"_id": 1, "n": 0})
    with client.start_session() as session:
        session.start_transaction()
        equal(database.c.find_one({"_id": 1}, session=session)["n"], 0)
        database.c.update_one({"_id": 1}, {"$inc": {"n": 10}})
        failure = raises(OperationFailure, database.c.update_one, {"_id": 1}, {"$inc": {"n": 1}}, session=session)
        equal((failure.code, failure.details["codeName"]), (112, "WriteConflict"))
        assert failure.has_error_label("TransientTransactionError")
        failure = raises(OperationFailure, session.commit_transaction)
        equal(failure.code, 251)
    equal(numbers(database), [10])


def it_waits_only_so_long_for_a_document(client, database):
    database.c.insert_one({"_id": 1, "n": 0})
    with client.start_session() as holder, client.start_session() as waiter:
        holder.start_transaction()
        database.c.update_one({"_id": 1}, {"$inc": {"n": 1}}, session=holder)
        waiter.start_transaction()
        failure = raises(OperationFailure, database.c.update_one, {"_id": 1}, {"$inc": {"n": 1}}, session=waiter)
        equal((failure.code, failure.has_error_label("TransientTransactionError")), (24, True))
        holder.commit_transaction()
    equal(numbers(database), [1])


def it_ends_with_a_write_that_fails(client, database):
    database.c.insert_one({"_id": 1, "n": 0})
    with client.start_session() as session:
        session.start_transaction()
        database.c.update_one({"_id": 1}, {"$inc": {"n": 1}}, session=session)
        raises(DuplicateKeyError, database.c.insert_one, {"_id": 1}, session=session)
        failure = raises(OperationFailure, database.c.update_one, {"_id": 1}, {"$inc": {"n": 1}}, session=session)
        equal((failure.code, failure.has_error_label("TransientTransactionError")), (251, True))
    equal(numbers(database), [0])


def it_tries_again_until_it_succeeds(client, database):
    database.c.insert_one({"_id": 1, "n": 0})

    def add():
        def increment(session):
            n = database.c.find_one({"_id": 1}, session=session)["n"]
            database.c.update_one({"_id": 1}, {"$set": {"n": n + 1}}, session=session)
        for _ in range(5):
            with client.start_session() as session:
                session.with_transaction(increment)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal(numbers(database), [20])


def it_is_rolled_back_when_its_session_ends(client, database):
    database.c.insert_one({"_id": 1, "n": 0})
    session = client.start_session()
    session.start_transaction()
    database.c.update_one({"_id": 1}, {"$inc": {"n": 1}}, session=session)
    client.admin.command({"endSessions": [session.session_id]})
    database.c.update_one({"_id": 1}, {"$inc": {"n": 10}})
    equal(numbers(database), [10])


def it_is_rolled_back_when_its_client_goes(client, database):
    database.c.insert_one({"_id": 1, "n": 0})
    other = MongoClient(*client.address)
    session = other.start_session()
    session.start_transaction()
    other[database.name].c.update_one({"_id": 1}, {"$inc": {"n": 1}}, session=session)
    for server in other._topology._servers.values():
        server.pool.reset()
    # Long before its lifetime is over.
    database.command({"update": "c", "updates": [{"q": {"_id": 1}, "u": {"$inc": {"n": 10}}}], "maxTimeMS": 10000})
    equal(numbers(database), [10])


def it_knows_its_numbers(client, database):
    database.c.insert_one({"_id": 1, "n": 0})
    named = client.start_session()

    def step(number, command, **fields):
        where = client.admin if "Transaction" in command else database
        document = {command: 1 if "Transaction" in command else "c"}
        document.update({"find": {"filter": {}}, "count": {}}.get(command, {}))
        document.update({"txnNumber": Int64(1000 + number), "autocommit": False}, **fields)
        return where.command(document, session=named)

    failure = raises(OperationFailure, step, 1, "find")
    equal(failure.code, 251)
    step(5, "find", startTransaction=True)
    equal(raises(OperationFailure, step, 5, "find", startTransaction=True).code, 117)
    equal(raises(OperationFailure, step, 4, "find", startTransaction=True).code, 225)
    step(5, "commitTransaction")
    step(5, "commitTransaction")
    equal(raises(OperationFailure, step, 5, "find").code, 256)
    equal(raises(OperationFailure, step, 5, "abortTransaction").code, 256)
    step(6, "find", startTransaction=True)
    equal(raises(OperationFailure, step, 6, "count").code, 263)
    step(6, "abortTransaction")
    equal(raises(OperationFailure, step, 6, "commitTransaction").code, 251)


run(sys.modules[__name__])

import sys
import threading

from bson.int64 import Int64
from pymongo.errors import OperationFailure

from harness import equal, raises, run


def again(database, command, number, session):
    # A session may have been used before, by writes of the client's own.
    return database.command(dict(command, txnNumber=Int64(1000 + number)), session=session)


def it_carries_a_write_out_once_however_often_it_is_sent(client, database):
    database.c.insert_many([{"_id": 1, "n": 0}, {"_id": 2, "n": 0}])
    session = client.start_session()
    commands = [
        {"update": "c", "updates": [{"q": {"_id": 1}, "u": {"$inc": {"n": 1}}}, {"q": {"_id": 2}, "u": {"$inc": {"n": 1}}}]},
        {"insert": "c", "documents": [{"_id": 3, "n": 0}]},
        {"findAndModify": "c", "query": {"_id": 1}, "update": {"$inc": {"n": 10}}, "new": True},
        {"delete": "c", "deletes": [{"q": {"_id": 3}, "limit": 1}]},
    ]
    for number, command in enumerate(commands):
        first = again(database, command, number, session)
        for _ in range(3):
            equal(again(database, command, number, session), first)
    equal([d["n"] for d in database.c.find().sort("_id", 1)], [11, 1])


def it_carries_a_write_out_once_when_it_comes_twice_at_the_same_time(client, database):
    database.c.insert_one({"_id": 1, "n": 0})
    for number in range(10):
        session = client.start_session()
        command = {"update": "c", "updates": [{"q": {"_id": 1}, "u": {"$inc": {"n": 1}}}]}
        threads = [threading.Thread(target=again, args=(database, command, number, session)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    equal(database.c.find_one()["n"], 10)


def it_carries_out_a_write_that_failed_when_it_is_sent_again(client, database):
    session = client.start_session()
    for _ in range(2):
        raises(OperationFailure, again, database, {"findAndModify": "c", "query": {}, "update": {"$nonsense": 1}}, 7, session)
    equal(again(database, {"insert": "c", "documents": [{"_id": 1}]}, 7, session)["n"], 1)


def it_refuses_numbers_that_do_not_rise(client, database):
    session = client.start_session()
    again(database, {"insert": "c", "documents": [{"_id": 1}]}, 7, session)
    equal(raises(OperationFailure, again, database, {"insert": "c", "documents": [{"_id": 2}]}, 6, session).code, 225)
    equal(raises(OperationFailure, again, database, {"insert": "d", "documents": [{"_id": 2}]}, 7, session).code, 217)
    equal(raises(OperationFailure, again, database, {"find": "c"}, 8, session).code, 50768)


run(sys.modules[__name__])

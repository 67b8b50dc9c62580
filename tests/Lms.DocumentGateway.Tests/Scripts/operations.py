import sys
import threading
import time
import uuid

from pymongo import MongoClient
from pymongo.errors import OperationFailure

from harness import equal, run


def until(find):
    for _ in range(400):
        found = find()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come to be")


def it_tells_who_waits_and_who_holds_and_kills(client, database):
    database.c.insert_one({"_id": 1, "n": 0})
    database.quiet.insert_one({"_id": 1})
    namespace = database.name + ".c"
    failures = []

    def operations():
        return [o for o in client.admin.command("currentOp")["inprog"] if o["ns"] == namespace]

    def increment():
        waiter = MongoClient(*client.address, appname="the waiter")
        try:
            waiter[database.name].command({"update": "c", "updates": [{"q": {"_id": 1}, "u": {"$inc": {"n": 1}}}], "comment": "patient"})
        except OperationFailure as failure:
            failures.append(failure)
        waiter.close()

    equal(operations(), [])
    holder = MongoClient(*client.address, appname="the holder")
    with holder.start_session() as session:
        session.start_transaction()
        holder[database.name].c.update_one({"_id": 1}, {"$inc": {"n": 10}}, session=session)
        [resting] = operations()
        equal((resting["active"], resting["appName"], resting["waitingForLock"]), (False, "the holder", False))
        equal(resting["lsid"]["id"], uuid.UUID(bytes=bytes(session.session_id["id"])))
        assert resting["transaction"]["timeOpenMicros"] > 0

        thread = threading.Thread(target=increment)
        thread.start()
        [waiting] = until(lambda: [o for o in operations() if o["waitingForLock"]])
        equal((waiting["active"], waiting["appName"], waiting["command"]["comment"]), (True, "the waiter", "patient"))
        client.admin.command({"killOp": 1, "op": waiting["opid"]})
        thread.join()
        equal([(f.code, f.details["codeName"]) for f in failures], [(11601, "Interrupted")])
        session.commit_transaction()
    holder.close()
    equal(database.c.find_one(), {"_id": 1, "n": 10})
    equal(client.admin.command({"killOp": 1, "op": 123456789})["ok"], 1.0)


run(sys.modules[__name__])

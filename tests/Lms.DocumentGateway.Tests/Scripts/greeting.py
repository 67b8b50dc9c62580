import sys

import pymongo
from pymongo.errors import ConfigurationError, OperationFailure

from harness import equal, raises, run


def it_introduces_itself_as_a_router(client, database):
    hello = client.admin.command("hello")
    equal((hello["msg"], hello["isWritablePrimary"], hello["ok"]), ("isdbgrid", True, 1.0))
    equal((hello["maxBsonObjectSize"], hello["maxMessageSizeBytes"], hello["maxWriteBatchSize"]), (16 * 1024 * 1024, 48000000, 100000))
    equal(hello["logicalSessionTimeoutMinutes"], 30)
    assert client.admin.command("isMaster")["ismaster"]
    assert client.is_mongos and client.is_primary


def it_answers_what_shells_ask_on_connecting(client, database):
    equal(client.admin.command("ping")["ok"], 1.0)
    equal(client.server_info()["versionArray"], [7, 0, 0, 0])
    assert client.admin.command("whatsmyuri")["you"].startswith("127.0.0.1:")
    equal(client.admin.command("connectionStatus")["authInfo"]["authenticatedUsers"], [])
    equal(client.admin.command({"getParameter": 1, "featureCompatibilityVersion": 1})["featureCompatibilityVersion"]["version"], "7.0")
    equal(client.admin.command({"getLog": "startupWarnings"})["log"], [])
    equal(client.admin.command("getCmdLineOpts")["argv"], [])
    assert client.admin.command("hostInfo")["system"]["numCores"] >= 1


def it_refuses_what_it_does_not_know_by_number_and_name(client, database):
    for command in ("atlasVersion", "replSetGetStatus", "nonsense"):
        failure = raises(OperationFailure, client.admin.command, command)
        equal((failure.code, failure.details["codeName"]), (59, "CommandNotFound"))


def it_has_no_users(client, database):
    host, port = client.address
    stranger = pymongo.MongoClient("mongodb://somebody:secret@%s:%d/admin?authMechanism=SCRAM-SHA-256" % (host, port), serverSelectionTimeoutMS=2000)
    failure = raises(OperationFailure, stranger.admin.command, "ping")
    equal((failure.code, failure.details["codeName"]), (18, "AuthenticationFailed"))
    stranger.close()


def it_starts_and_ends_sessions(client, database):
    with client.start_session() as session:
        database.c.insert_one({"_id": 1}, session=session)
        equal(database.c.find_one({}, session=session), {"_id": 1})
    started = client.admin.command("startSession")
    equal(started["timeoutMinutes"], 30)
    named = client.start_session().session_id
    equal(client.admin.command({"refreshSessions": [named]})["ok"], 1.0)
    equal(client.admin.command({"endSessions": [named]})["ok"], 1.0)
    failure = raises(OperationFailure, client.admin.command, {"endSessions": [{"id": 1}]})
    equal(failure.code, 14)


run(sys.modules[__name__])

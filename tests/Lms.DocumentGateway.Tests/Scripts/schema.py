import sys

from pymongo.errors import CollectionInvalid, DuplicateKeyError, OperationFailure

from harness import equal, raises, run


def it_creates_lists_renames_and_drops_collections(client, database):
    database.create_collection("a")
    raises(CollectionInvalid, database.create_collection, "a")
    database.b.insert_one({})
    equal(sorted(database.list_collection_names()), ["a", "b"])
    assert database.name in client.list_database_names()
    database.b.rename("c")
    equal(sorted(database.list_collection_names()), ["a", "c"])
    failure = raises(OperationFailure, database.a.rename, "c")
    equal(failure.details["codeName"], "NamespaceExists")
    database.a.rename("c", dropTarget=True)
    equal(database.list_collection_names(), ["c"])
    equal(database.c.count_documents({}), 0)
    database.drop_collection("c")
    database.drop_collection("never was")
    equal(database.list_collection_names(), [])


def it_drops_a_database(client, database):
    database.a.insert_one({})
    client.drop_database(database.name)
    assert database.name not in client.list_database_names()


def it_builds_lists_and_drops_indexes(client, database):
    database.c.insert_many([{"_id": 1, "n": 1}, {"_id": 2, "n": 2}])
    equal(database.c.create_index("n", unique=True), "n_1")
    equal(database.c.create_index("n", unique=True), "n_1")
    equal(database.c.create_index([("n", 1), ("m", -1)], name="both", partialFilterExpression={"n": {"$gt": 0}}), "both")
    equal(sorted(database.c.index_information()), ["_id_", "both", "n_1"])
    raises(DuplicateKeyError, database.c.insert_one, {"_id": 3, "n": 1})
    database.c.drop_index("n_1")
    database.c.insert_one({"_id": 3, "n": 1})
    failure = raises(OperationFailure, database.c.drop_index, "n_1")
    equal((failure.code, failure.details["codeName"]), (27, "IndexNotFound"))
    failure = raises(OperationFailure, database.c.create_index, "n", unique=True)
    equal(failure.code, 11000)
    database.c.drop_indexes()
    equal(sorted(database.c.index_information()), ["_id_"])


def it_changes_the_options_of_a_collection(client, database):
    database.create_collection("v", viewOn="c", pipeline=[{"$match": {"n": 1}}])
    database.c.insert_many([{"n": 1}, {"n": 2}])
    equal(database.v.count_documents({}), 1)
    equal(database.command("collMod", "v", viewOn="c", pipeline=[])["ok"], 1)
    equal(database.v.count_documents({}), 2)


def it_measures(client, database):
    database.c.insert_many({"n": n} for n in range(10))
    equal(database.command("collStats", "c")["ns"], database.name + ".c")
    equal(database.command("dbStats")["db"], database.name)
    assert database.command("validate", "c")["valid"]
    assert isinstance(client.admin.command("currentOp")["inprog"], list)


run(sys.modules[__name__])

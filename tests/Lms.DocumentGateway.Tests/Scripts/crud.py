import datetime
import re
import sys
import uuid

import bson
import pymongo
from bson import decimal128, int64
from pymongo.errors import BulkWriteError, DuplicateKeyError, OperationFailure, WriteError

from harness import equal, raises, run


def it_keeps_every_type_bit_for_bit(client, database):
    document = {
        "_id": bson.ObjectId(), "double": -0.5, "text": "Grüße, 世界 \u0000 inside", "document": {"a": {"b": []}}, "array": [1, "two", None],
        "binary": b"\x00\xff", "uuid": bson.Binary(uuid.uuid4().bytes, 4), "true": True, "null": None, "int32": -(2 ** 31), "int64": int64.Int64(2 ** 62),
        "date": datetime.datetime(2026, 3, 29, 2, 30), "regex": bson.Regex("^a.*b$", "im"), "code": bson.Code("x()", {"y": 1}),
        "plain code": bson.Code("x()"), "timestamp": bson.Timestamp(7, 8), "decimal": decimal128.Decimal128("0.10"), "min": bson.MinKey(), "max": bson.MaxKey(),
    }
    database.c.insert_one(document)
    raw = database.get_collection("c", codec_options=bson.CodecOptions(document_class=bson.raw_bson.RawBSONDocument)).find_one({})
    equal(raw.raw, bson.BSON.encode(document))


def it_inserts_finds_counts_changes_and_deletes(client, database):
    equal(database.c.insert_many({"_id": n, "n": n % 3} for n in range(300)).acknowledged, True)
    equal(database.c.count_documents({"n": 1}), 100)
    equal(database.c.estimated_document_count(), 300)
    equal(sorted(database.c.distinct("n")), [0, 1, 2])
    result = database.c.update_many({"n": 1}, {"$set": {"seen": True}})
    equal((result.matched_count, result.modified_count), (100, 100))
    result = database.c.update_one({"_id": 1000}, {"$set": {"n": 9}}, upsert=True)
    equal((result.matched_count, result.upserted_id), (0, 1000))
    equal(database.c.replace_one({"_id": 0}, {"n": 7}).modified_count, 1)
    equal(database.c.find_one({"_id": 0}), {"_id": 0, "n": 7})
    equal(database.c.delete_one({"_id": 0}).deleted_count, 1)
    equal(database.c.delete_many({"n": 1}).deleted_count, 100)
    equal(database.c.count_documents({}), 200)


def it_finds_and_modifies(client, database):
    database.c.insert_one({"_id": 1, "n": 0})
    equal(database.c.find_one_and_update({"_id": 1}, {"$inc": {"n": 1}})["n"], 0)
    equal(database.c.find_one_and_update({"_id": 1}, {"$inc": {"n": 1}}, return_document=True)["n"], 2)
    equal(database.c.find_one_and_replace({"_id": 1}, {"n": 5}, return_document=True)["n"], 5)
    equal(database.c.find_one_and_delete({"_id": 1})["n"], 5)
    equal(database.c.find_one_and_delete({"_id": 1}), None)


def it_aggregates(client, database):
    database.c.insert_many({"_id": n, "team": "ab"[n % 2], "points": n} for n in range(10))
    totals = database.c.aggregate([{"$group": {"_id": "$team", "points": {"$sum": "$points"}}}, {"$sort": {"_id": 1}}])
    equal(list(totals), [{"_id": "a", "points": 20}, {"_id": "b", "points": 25}])
    list(database.c.aggregate([{"$match": {"team": "a"}}, {"$out": "copies"}]))
    equal(database.copies.count_documents({}), 5)


def it_names_errors_as_mongodb_does(client, database):
    database.c.insert_one({"_id": 1})
    failure = raises(DuplicateKeyError, database.c.insert_one, {"_id": 1})
    equal(failure.code, 11000)
    failure = raises(BulkWriteError, database.c.insert_many, [{"_id": 2}, {"_id": 1}, {"_id": 3}], ordered=False)
    equal((failure.details["nInserted"], [(e["index"], e["code"]) for e in failure.details["writeErrors"]]), (2, [(1, 11000)]))
    failure = raises(WriteError, database.c.update_one, {"_id": 1}, {"$set": {"_id": 2}})
    equal(failure.code, 66)
    failure = raises(OperationFailure, lambda: list(database.c.find({"$nonsense": 1})))
    equal((failure.code, failure.details["codeName"]), (2, "BadValue"))
    failure = raises(OperationFailure, database.command, {"find": ""})
    equal(failure.details["codeName"], "InvalidNamespace")


def it_takes_as_many_and_as_large_writes_as_it_announces(client, database):
    equal(len(database.c.insert_many({"_id": n} for n in range(100000)).inserted_ids), 100000)
    large = {"_id": "large", "text": "x" * (16 * 1024 * 1024 - 64)}
    database.d.insert_one(large)
    equal(len(database.d.find_one({"_id": "large"})["text"]), len(large["text"]))
    # Three of 15 MB in one message, which is merged from its sequence.
    database.d.insert_many({"_id": n, "text": "y" * 15000000} for n in range(3))
    equal(database.d.count_documents({}), 4)


def it_refuses_a_document_that_is_too_large(client, database):
    failure = raises(OperationFailure, database.c.insert_one, {"text": "x" * (16 * 1024 * 1024)})
    equal((failure.code, failure.details["codeName"]), (10334, "BSONObjectTooLarge"))
    database.c.insert_one({"_id": 1, "a": "x" * 9000000})
    failure = raises(OperationFailure, database.c.update_one, {"_id": 1}, {"$set": {"b": "x" * 9000000}})
    assert failure.code in (10334, 17419, 17420), failure
    equal(set(database.c.find_one({"_id": 1})), {"_id", "a"})


def it_carries_out_writes_that_nobody_waits_for(client, database):
    silent = database.get_collection("c", write_concern=pymongo.WriteConcern(w=0))
    silent.insert_many({"_id": n} for n in range(50))
    silent.update_one({"_id": 0}, {"$set": {"n": 1}})
    silent.insert_one({"_id": 0})
    # The same connection: these were carried out before this is answered.
    equal((database.c.count_documents({}), database.c.find_one({"_id": 0})["n"]), (50, 1))


def it_searches_by_regular_expression(client, database):
    database.c.insert_many([{"_id": "Anna"}, {"_id": "Bert"}])
    equal([found["_id"] for found in database.c.find({"_id": re.compile("^a", re.I)})], ["Anna"])


run(sys.modules[__name__])

"""Runs the functions of a script whose names begin with "it_", each in an empty database of its own, and says which failed."""
import sys
import traceback
import uuid

import pymongo


def raises(kind, work, *args, **kwargs):
    """The exception that the work raises, which must be of that kind."""
    try:
        work(*args, **kwargs)
    except kind as failure:
        return failure
    raise AssertionError("expected %s and nothing was raised" % kind)


def equal(actual, expected):
    assert actual == expected, "expected %r, was %r" % (expected, actual)


def run(module):
    uri = sys.argv[1]
    checks = [(name, check) for name, check in vars(module).items() if name.startswith("it_")]
    assert checks, "the script checks nothing"
    failed = 0
    for name, check in checks:
        client = pymongo.MongoClient(uri, serverSelectionTimeoutMS=5000)
        database = client["py_" + uuid.uuid4().hex]
        try:
            check(client, database)
        except Exception:
            failed += 1
            print("FAILED " + name, file=sys.stderr)
            traceback.print_exc()
        finally:
            client.drop_database(database.name)
            client.close()
    print("%d checks" % len(checks))
    sys.exit(1 if failed else 0)

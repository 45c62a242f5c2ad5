"""Put a SQLite without the WAL race in the place of the standard module.

SQLite 3.7.0 to 3.51.2 can corrupt a file in WAL mode when two connections write and checkpoint at
the same moment (sqlite.org/wal.html, "the WAL-reset bug"); 3.50.7 and 3.44.6 carry the fix back.
A web process beside a worker on one file is exactly that case, so Doudi does not start on one.
"""

import sys

FIXED = (3, 51, 3)
FIXED_BRANCHES = {(3, 50): 7, (3, 44): 6}


def is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL race."""
    patch = FIXED_BRANCHES.get(version[:2])
    return version >= FIXED or (patch is not None and version[2] >= patch)


def install() -> None:
    """Swap `sqlite3` for `pysqlite3`; raises RuntimeError on a vulnerable library."""
    import pysqlite3
    import pysqlite3.dbapi2

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
    if not is_safe(pysqlite3.sqlite_version_info):
        raise RuntimeError(
            f"SQLite {pysqlite3.sqlite_version} can corrupt a database in WAL mode. "
            "Run `make install`, which brings pysqlite3 0.6.1 or newer."
        )

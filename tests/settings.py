"""The settings with a scratch folder of their own: a test never touches the data of an installation."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

memory = Path("/dev/shm")  # a disk of its own in memory: the suite waits for no disk
folder = memory if os.access(memory, os.W_OK) else None
if "DOUDI_DATA" not in os.environ:
    os.environ["DOUDI_DATA"] = tempfile.mkdtemp(prefix="doudi-test-", dir=folder)
    atexit.register(shutil.rmtree, os.environ["DOUDI_DATA"], ignore_errors=True)
scratch = Path(os.environ["DOUDI_DATA"])
(scratch / "static").mkdir(exist_ok=True)
os.environ.setdefault("DOUDI_PLAIN_STATIC", "1")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{scratch / 'test.sqlite3'}")

from doudi.config.settings import *  # noqa: E402, F403

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(scratch / "suite.sqlite3")}  # noqa: F405
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405 -- threads of a test leave no connection behind

# Hashing a password is slow on purpose; tests that are about it name the real hasher.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]  # noqa: F405

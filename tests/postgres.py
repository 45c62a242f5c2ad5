"""A throw-away PostgreSQL cluster on loopback: `python -m tests.postgres COMMAND…` runs the command with it.

PostgreSQL refuses to run as root, so a root caller hands the cluster to the user `postgres`.
Prints what to do when the binaries are missing.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def as_owner(*command: str) -> None:
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")


def run(command: list[str]) -> int:
    """Start a cluster, run `command` with DATABASE_URL set, stop and remove the cluster; its exit code."""
    folder = binaries()
    if folder is None:
        print("PostgreSQL is not installed. On Debian: apt-get install postgresql", file=sys.stderr)
        return 3
    home = Path(tempfile.mkdtemp(prefix="doudi-pg-"))
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    data, port = home / "data", free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {home} -c max_connections=400 -c fsync=off -c full_page_writes=off"
    try:
        as_owner(
            str(folder / "initdb"),
            "-D",
            str(data),
            "-U",
            "doudi",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        )
        as_owner(
            str(folder / "pg_ctl"), "-D", str(data), "-w", "-l", str(home / "log"), "-o", options, "start"
        )
        url = f"postgresql://doudi@127.0.0.1:{port}/postgres"
        try:
            return subprocess.run(command, check=False, env=os.environ | {"DATABASE_URL": url}).returncode
        finally:
            as_owner(str(folder / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))

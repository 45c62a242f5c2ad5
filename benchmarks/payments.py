"""One month for a large county: prepare, approve with the bank file, send, read the answer.

    python -m benchmarks.payments [LINES]        60,000 lines unless given

Runs on a throw-away SQLite file, or on the empty database of DATABASE_URL. Prints seconds of wall time
and of CPU, and the peak memory.
"""

import os
import resource
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="doudi-bench-"))
os.environ.setdefault("DOUDI_DATA", str(FOLDER))
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER / 'bench.sqlite3'}")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
LINES = int(sys.argv[1]) if len(sys.argv) > 1 else 60_000
FIRST, MONTH = date(2020, 1, 1), date(2026, 2, 1)
TEMPLATE = "pipe_gb18030"
FAILED_EVERY = 100


@contextmanager
def timed(name: str, count: int = LINES):
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name:28} {wall:8.2f} s wall {cpu:8.2f} s CPU {count / wall:10,.0f} lines/s", flush=True)


def people(count: int, villages):
    """`count` households of one or two persons with an award and an account, in bulk."""
    from doudi.office.awards.models import Award, AwardUnit, UnitMember
    from doudi.office.base.fields import blind_index
    from doudi.office.people.models import BankAccount, Household, Membership, Person
    from doudi.office.programmes.models import Determination

    def bulk(model, rows):
        return model.objects.bulk_create(rows, batch_size=2000)

    persons = bulk(Person, [person(Person, n, blind_index) for n in range(count * 3 // 2)])
    homes = bulk(
        Household,
        [
            Household(
                number=f"H{n:08d}", division=villages[n % len(villages)], settlement="RURAL", first_day=FIRST
            )
            for n in range(count)
        ],
    )
    owners = [(homes[n % count], who) for n, who in enumerate(persons)]
    bulk(
        Membership,
        [
            Membership(
                household=home, person=who, kind="LIVING_TOGETHER", first_day=FIRST,
                relation="HEAD" if n < count else "SPOUSE",
            )
            for n, (home, who) in enumerate(owners)
        ],
    )  # fmt: skip
    bulk(
        BankAccount,
        [
            BankAccount(
                household=home, holder=who, bank="示例农商行", account_number=f"62220212{n:011d}",
                account_index=f"{n:064x}", first_day=FIRST,
            )
            for n, (home, who) in enumerate(owners[:count])
        ],
    )  # fmt: skip
    return bulk, homes, owners, Award, AwardUnit, UnitMember, Determination


def person(model, number: int, blind_index):
    return model(
        name=f"张{number % 500}",
        document_kind="CITIZEN_ID",
        document_number=f"99010119600101{number % 10000:04d}",
        id_index=blind_index("citizen_id", str(number)),
        sex="FEMALE",
        birth_on=date(1960, 1, 1),
    )


def awards(made, by):
    bulk, homes, owners, award, unit, member, determination = made
    units = bulk(
        unit, [unit(number=f"JZ{n:08d}", household=home, programme="dibao") for n, home in enumerate(homes)]
    )
    bulk(
        member,
        [
            member(unit=units[n % len(units)], person=who, exclusion_group="BASIC", first_day=MONTH)
            for n, (_home, who) in enumerate(owners)
        ],
    )
    found = bulk(
        determination,
        [
            determination(
                number=f"HD{n:08d}", household=home, programme="dibao", place="990101", on=FIRST, outcome="ELIGIBLE",
                amount_fen=63_000 + n % 1000, frozen={}, sheet=[], content_hash="0" * 64,
            )
            for n, home in enumerate(homes)
        ],
    )  # fmt: skip
    bulk(
        award,
        [
            award(
                unit=units[n], monthly_fen=row.amount_fen, first_month=MONTH, reason="NEW", determination=row,
                decision_number="x", by=by,
            )
            for n, row in enumerate(found)
        ],
    )  # fmt: skip


def answer(batch) -> BytesIO:
    """What a bank would send: every hundredth line fails."""
    from doudi.office.payments.bankfiles.writing import plain_yuan

    lines = list(batch.lines.all())
    total = plain_yuan(sum(line.amount_fen for line in lines))
    rows = [f"R|{batch.number}|{len(lines)}|{total}"]
    for line in lines:
        failed = line.serial % FAILED_EVERY == 0
        said = "0003|账户已销户" if failed else "0000|"
        rows.append(f"D|{line.serial:06d}|{line.account_number}|{plain_yuan(line.amount_fen)}|{said}")
    file = BytesIO("\r\n".join(rows).encode("gb18030"))
    file.name = "return.txt"
    return file


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from doudi.office.payments import actions
    from doudi.office.payments.models import PaymentLine
    from tests import county as maker

    call_command("migrate", verbosity=0)
    county = maker.make()
    head, officer, finance = county["COUNTY_HEAD"], county["COUNTY_OFFICER"], county["FINANCE_OFFICER"]
    print(f"{connection.vendor}, {LINES:,} lines")
    with timed("make the county"):
        awards(people(LINES, [county.east_village, county.east_street, county.west_village]), head)
    with timed("prepare"):
        batch = actions.prepare_batch("dibao", MONTH, county.county, by=officer, template=TEMPLATE, on=MONTH)
    with timed("approve, with the file"):
        batch = actions.approve(batch, by=finance)
    with timed("send and take the file"):
        batch = actions.send(batch, by=finance)
        size = len(actions.take_file(batch, by=finance))
    file = answer(batch)
    with timed("read the answer"):
        read = actions.read_return(batch, file, by=finance)
    with timed("resend what came back", read.returned):
        again = actions.resend_failed(batch, by=officer, on=MONTH)
    assert PaymentLine.objects.counting().totals()["count"] == LINES
    print(
        f"file {size:,} bytes; {read.paid:,} paid, {read.returned:,} returned, {again.lines.count():,} sent again"
    )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()

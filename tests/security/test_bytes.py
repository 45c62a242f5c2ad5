"""What somebody reads who takes the file of the embedded database away."""

from pathlib import Path

import pytest
from django.db import connection

from . import canaries
from .house import NOON, build


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the file of an embedded database")
def test_no_byte_of_the_database_file_tells_a_sealed_value(settings, monkeypatch):
    settings.FIXED_NOW = NOON
    canaries.fill(build(monkeypatch))
    hidden = [value.encode() for values in canaries.collected().values() for value in values]
    place = Path(connection.settings_dict["NAME"])
    data = b"".join(path.read_bytes() for path in sorted(place.parent.glob(f"{place.name}*")))
    assert "钟秀兰".encode() in data, "the rows of the road are not in these files"
    assert [value for value in hidden if value in data] == []

import os
from pathlib import Path

import pytest

from doudi.engine import load
from tests.engine import toy

# Compiled loops are kept between runs of the suite.
os.environ.setdefault("DOUDI_CACHE", str(Path(__file__).parents[2] / "build" / "cache"))


@pytest.fixture(scope="session")
def toy_policies(tmp_path_factory):
    return load(toy.write(tmp_path_factory.mktemp("toy"), {}), toy.ENUMS)


@pytest.fixture
def toy_book(toy_policies):
    return toy_policies.rulebook(place="100000", on=toy.ON)

"""Every programme is sorted by layer, pillar, domain, need and rhythm, and gives only what others may read."""

from dataclasses import replace
from enum import IntEnum

import pytest

from doudi.engine import PolicyError
from doudi.policies import get_policies
from doudi.policies.catalogue import Layer, Rhythm, word, words
from doudi.policies.enums import by_name

DIBAO = next(p for p in get_policies().every_programme() if p.name == "dibao")


def test_every_programme_has_its_words() -> None:
    for programme in get_policies().every_programme():
        assert len(list(words(programme))) == 5


def test_a_word_comes_with_its_label() -> None:
    assert word(DIBAO, "layer") is Layer.BASIC
    assert word(DIBAO, "rhythm").label == Rhythm.MONTHLY.label == "按月"


def test_a_word_that_is_not_known_is_refused() -> None:
    with pytest.raises(PolicyError, match="layer 应是 BASIC"):
        word(replace(DIBAO, layer="OTHER"), "layer")


def test_two_code_tables_of_one_name_are_refused() -> None:
    layer, rhythm, other_layer = (IntEnum(name, ["A"]) for name in ("Layer", "Rhythm", "Layer"))
    assert by_name([layer, rhythm]) == {"Layer": layer, "Rhythm": rhythm}
    with pytest.raises(ImportError, match="two code tables"):
        by_name([layer, rhythm, other_layer])

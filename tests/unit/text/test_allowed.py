"""What the settings allow a cleaner to do."""

from __future__ import annotations

import pytest

from dictate.settings.schema import TextSettings
from dictate.text.allowed import law_of
from dictate.text.verdict import KINDS

ENGLISH = frozenset({"en"})


def test_everything_that_is_cleaning_is_allowed_at_first() -> None:
    law = law_of(TextSettings(vocabulary={"an na": "Anna"}), ENGLISH)
    assert tuple(law.kinds) == KINDS
    assert law.languages == ENGLISH
    assert law.vocabulary == {"an na": "Anna"}


@pytest.mark.parametrize(
    ("settings", "forbidden"),
    [
        (TextSettings(edits_off=("case", "number form")), {"case", "number form"}),
        (TextSettings(fillers=False), {"filler"}),
        (TextSettings(doubled_words=False), {"repeat"}),
        (TextSettings(cutoffs=False), {"cut-off"}),
        (TextSettings(fillers=False, edits_off=("filler", "case")), {"filler", "case"}),
    ],
)
def test_what_is_switched_off_is_forbidden(settings: TextSettings, forbidden: set[str]) -> None:
    assert set(KINDS) - set(law_of(settings, ENGLISH).kinds) == forbidden

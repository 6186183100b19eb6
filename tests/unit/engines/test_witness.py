from __future__ import annotations

import pytest

from dictate.engines.witness import without_a_witness


def kept_by_witness(text: str) -> str:
    """`text` marks words to go with brackets; returns those that may really go."""
    words = text.split()
    goes = [word.startswith("[") for word in words]
    bare = [word.strip("[]") for word in words]
    stays = without_a_witness(bare, goes)
    return " ".join(w for w, go, stay in zip(bare, goes, stays, strict=True) if go and not stay)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("[um] we go", "um"),
        ("to [Monday] [no] [wait] Tuesday", "Monday no wait"),
        ("[the] the table", "the"),
        ("[I] [think] I think so", "I think"),
        ("on [the] [ta-] the table", "the ta-"),
        ("see you [thu] Thursday", "thu"),
        ("[I] [was—] they were", "I was—"),
        ("when did [Hitler] order it", ""),
        ("we [will] go [um] now", "um"),
        ("[Now] he could see", ""),
        ("nothing to do", ""),
    ],
)
def test_a_word_goes_only_with_a_trace_of_a_slip(text: str, gone: str) -> None:
    assert kept_by_witness(text) == gone

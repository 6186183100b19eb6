from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.core.spokenwords import apply, words_of
from dictate.engines.tags import TAGS, Case, Tag, obey, written

KEEP = Tag(keep=True)
GO = Tag(keep=False)


def capital(mark: str | None = None) -> Tag:
    return Tag(True, Case.CAPITAL, mark)


def test_there_are_at_most_24_tags_and_each_has_a_name_of_its_own() -> None:
    assert len(TAGS) <= 24
    assert len({tag.name for tag in TAGS}) == len(TAGS)
    assert TAGS[0] == GO


@pytest.mark.parametrize(
    ("word", "tag", "result"),
    [
        ("hello", KEEP, "hello"),
        ("hello", GO, None),
        ("hello", capital(), "Hello"),
        ("hello,", capital(), "Hello,"),
        ("hello,", capital(""), "Hello"),
        ("hello", Tag(True, Case.AS_IS, "."), "hello."),
        ("hello...", Tag(True, Case.AS_IS, "?"), "hello?"),
        ("Hello", Tag(True, Case.LOWER), "hello"),
        ("NASA", Tag(True, Case.LOWER), "NASA"),
        ("iPhone", Tag(True, Case.LOWER), "iPhone"),
        ("I", Tag(True, Case.LOWER), "i"),
        ("'tis", capital(), "'Tis"),
        ("3rd", capital(), "3rd"),
        ("—", capital("."), "—"),
        ("e.g.", KEEP, "e.g."),
        ("élan", capital(), "Élan"),
    ],
)
def test_a_word_is_written_as_its_tag_says(word: str, tag: Tag, result: str | None) -> None:
    assert written(word, tag) == result


@pytest.mark.parametrize(
    ("raw", "tags", "text"),
    [
        ("um so we go", [GO, capital(), KEEP, Tag(True, mark=".")], "So we go."),
        ("we um go", [KEEP, GO, KEEP], "we go"),
        ("we go um", [KEEP, KEEP, GO], "we go"),
        ("we go, um", [KEEP, Tag(True, mark="."), GO], "we go."),
        ("um", [GO], ""),
        ("one\num two", [KEEP, GO, KEEP], "one\ntwo"),
        ("one um\ntwo", [KEEP, GO, KEEP], "one\ntwo"),
        ("on Monday—no, Tuesday", [KEEP, GO, GO, KEEP], "on Tuesday"),
        ("Monday—no way", [Tag(True, mark=","), KEEP, KEEP], "Monday, no way"),
        ("wait—no—go", [KEEP, GO, KEEP], "wait— go"),
        ("go—um—", [Tag(True, mark=""), GO], "go"),
    ],
)
def test_what_is_left_closes_up(raw: str, tags: list[Tag], text: str) -> None:
    assert obey(raw, tags)[0] == text


def test_a_change_says_where_it_is_and_of_what_kind() -> None:
    text, edits = obey("um i go", [GO, capital(), Tag(True, mark=".")])
    assert text == "I go."
    assert [(e.kind, e.start, e.before, e.after) for e in edits] == [
        ("deletion", 0, "um ", ""),
        ("case", 3, "i", "I"),
        ("punctuation", 5, "go", "go."),
    ]


def test_a_tag_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="2 words"):
        obey("two words", [KEEP])


texts = st.text(alphabet="abÉ19 ,.?!…—-'\n", max_size=40)


@given(raw=texts, data=st.data())
def test_the_changes_applied_to_the_raw_text_give_the_result_and_no_letter_is_invented(
    raw: str, data: st.DataObject
) -> None:
    words = words_of(raw)
    tags = [data.draw(st.sampled_from(TAGS)) for _ in words]
    text, edits = obey(raw, tags)
    assert apply(raw, edits) == text
    kept = [word.text for word, tag in zip(words, tags, strict=True) if tag.keep]
    letters = "".join(c for word in kept for c in word if c.isalnum())
    assert "".join(c for c in text if c.isalnum()).lower() == letters.lower()
    assert (
        text.split()
        == [w for word, tag in zip(words, tags, strict=True) if (w := written(word.text, tag))]
        or "—" in raw
        or "…" in raw
        or ".." in raw
        or "--" in raw
    )


@given(raw=texts)
def test_a_text_whose_words_all_stay_as_they_are_is_not_changed(raw: str) -> None:
    assert obey(raw, [KEEP] * len(words_of(raw))) == (raw, ())

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.core.dictation import Edit
from dictate.evaluation.arms import Arm
from dictate.evaluation.text_look import Answer, Undone
from dictate.evaluation.text_marks import compared, edits_of, runs_of_answer, with_undone
from dictate.evaluation.text_page import page
from dictate.evaluation.text_run import TextRun, run_arms
from dictate.evaluation.text_suite import Case
from dictate.text.changes import applied
from dictate.ui.changes import Fate, Run

NASTY = "<script>alert(\"x\")</script> & 'more'"
CASE = Case("<i>1</i>", f"um {NASTY}", (NASTY,), tags=('"><b>tag',))


class Reader(HTMLParser):
    """Remembers tags and what stands between them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(run: TextRun) -> Reader:
    reader = Reader()
    reader.feed(page([run], [("one", "two")]))
    reader.close()
    assert not reader.open
    return reader


@pytest.fixture
def run() -> TextRun:
    taken = Answer(NASTY, edits=(Edit("filler", 0, "um ", ""),))
    kept = Answer(
        CASE.raw,
        undone=(Undone(0, "um", "", NASTY), Undone(3, "<script>", "<s>", "why")),
        refused=NASTY,
    )
    return run_arms(
        NASTY, [CASE], [Arm("one", NASTY, lambda _: taken), Arm("two", "", lambda _: kept)]
    )


def test_nothing_from_a_suite_or_a_model_becomes_markup(run: TextRun) -> None:
    reader = read(run)
    names = {tag for tag, _ in reader.tags}
    assert not names & {"script", "i", "img", "iframe", "object", "link", "s"}
    assert NASTY in reader.text
    titles = [attrs["title"] for _, attrs in reader.tags if "title" in attrs]
    assert any(title and NASTY in title for title in titles)


def test_what_went_and_what_came_is_escaped_too() -> None:
    arms = [
        Arm("gone", "", lambda _: Answer("um")),
        Arm("other", "", lambda _: Answer(f"um {NASTY} <img src=x>")),
    ]
    text = page([run_arms("s", [CASE], arms)], [])
    assert "<script" not in text
    assert "<img" not in text


def test_the_page_loads_nothing_and_forbids_itself_to(run: TextRun) -> None:
    reader = read(run)
    for _, attrs in reader.tags:
        assert not set(attrs) & {"src", "href", "srcset", "style"}
        assert not any(name.startswith("on") for name in attrs)
    text = page([run], [])
    assert "default-src 'none'" in text
    assert "url(" not in text
    assert "@import" not in text


def test_what_went_what_was_undone_and_why_is_shown(run: TextRun) -> None:
    reader = read(run)
    shown = {tag: attrs.get("title") for tag, attrs in reader.tags if tag in ("del", "mark")}
    assert shown["del"] == "a filler"
    assert shown["mark"] == "would have become “<s>”: why"
    assert "“um” would have gone" in reader.text
    assert "Nothing of it was used" in reader.text


def test_what_was_not_put_in_is_shown_where_it_would_have_stood() -> None:
    answer = Answer(CASE.raw, undone=(Undone(2, "", " definitely", "not said"),))
    text = page([run_arms("s", [CASE], [Arm("one", "", lambda _: answer)])], [])
    assert " definitely</mark>" in text
    assert "“definitely” would have been put in: not said" in text


def test_what_the_last_arm_has_wrong_comes_first_and_is_open() -> None:
    cases = [Case(name, name, ("yes",)) for name in ("yes", "no")]
    run = run_arms("s", cases, [Arm(name, "", lambda c: Answer(c.raw)) for name in ("one", "two")])
    text = page([run], [])
    assert text.index("<b>no</b>") < text.index("<b>yes</b>")
    assert text.count("<details open>") == 1


@given(st.text(alphabet="ab \n.", max_size=30), st.text(alphabet="ab \n.", max_size=30))
def test_the_changes_found_by_comparing_lead_from_one_text_to_the_other(
    raw: str, text: str
) -> None:
    assert applied(raw, tuple(compared(raw, text))) == text
    runs = runs_of_answer(raw, Answer(text))
    assert "".join(run.text for run in runs if run.fate is not Fate.CAME) == raw
    assert "".join(run.text for run in runs if run.fate is not Fate.WENT) == text


def test_the_arms_own_edits_are_shown_where_they_lead_to_its_text() -> None:
    own = (Edit("filler", 0, "um ", ""),)
    assert edits_of("um go", Answer("go", edits=own)) == own
    assert edits_of("um go", Answer("gone", edits=own))[0].kind == "changed"
    assert edits_of("um go", Answer("go", edits=(Edit("x", 9, "zz", ""),)))[0].kind == "changed"


def test_an_undone_edit_stands_where_the_text_stayed() -> None:
    raw = "um we go now"
    well = Run("Well, ", Fate.CAME, "added")
    runs = [Run("um ", Fate.WENT, "a filler"), well, Run("we go now")]
    now = Undone(9, "now", "later", "another word")
    lost = Undone(0, "um", "", "gone already")
    foreign = Undone(3, "xx", "", "does not fit")
    assert with_undone(raw, runs, [now, lost, foreign]) == [
        Run("um ", Fate.WENT, "a filler"),
        well,
        Run("we go "),
        now,
    ]

"""What was recognised ahead, until the phrase comes that it was recognised for.

::

    the tail ─► draft ─┬─► the phrase says the same: used, no second inference
                       ├─► it was cut where the draft said: its words before the cut are used
                       └─► something else was said: wasted

A draft is never delivered by itself, and ends with its dictation. What looking ahead cost is
counted, used and wasted.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from dictate.core.commit import Commit
from dictate.core.dictation import RATE_HZ, Phrase, PhraseText


@dataclass(frozen=True, slots=True)
class Said:
    """What two phrases have in common that differ at most in the silence behind their voice."""

    index: int
    start_s: float
    voice_end_s: float


def said(phrase: Phrase) -> Said:
    """What is said in it."""
    return Said(phrase.index, phrase.start_s, phrase.voice_end_s)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was recognised ahead of one tail.

    Attributes:
        said: What was said in the tail.
        text: Its words.
        took_s: What it cost.
        commit: Where the tail may be cut, if anywhere.
    """

    said: Said
    text: PhraseText
    took_s: float
    commit: Commit | None = None

    def words_of(self, phrase: Phrase) -> PhraseText | None:
        """The words of this phrase, if it is the tail or the part of it before the cut."""
        if said(phrase) == self.said:
            return replace(self.text, end_s=phrase.end_s, pause_before_s=phrase.pause_before_s)
        commit = self.commit
        if commit and self._begins_with(phrase) and _sample(phrase.end_s) == _sample(commit.at_s):
            return replace(commit.text, pause_before_s=phrase.pause_before_s)
        return None

    def begins(self, phrase: Phrase) -> bool:
        """Whether the phrase is the tail and more behind it."""
        return self._begins_with(phrase) and phrase.voice_end_s > self.said.voice_end_s

    def _begins_with(self, phrase: Phrase) -> bool:
        return (phrase.index, phrase.start_s) == (self.said.index, self.said.start_s)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a phrase.

    Attributes:
        text: Words that need not be recognised any more.
        rest: What is left to be recognised.
    """

    text: PhraseText | None = None
    rest: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds that looking ahead has cost a dictation."""

    used_s: float = 0.0
    wasted_s: float = 0.0


@dataclass(slots=True)
class _Account:
    draft: Draft | None = None
    spent: Spent = field(default_factory=Spent)
    failed: bool = False


class Drafts:
    """The newest draft of each dictation under way. One thread."""

    def __init__(self) -> None:
        self._accounts: dict[str, _Account] = {}

    def put(self, dictation_id: str, draft: Draft) -> None:
        """One more; the one before was for nothing."""
        account = self._accounts.setdefault(dictation_id, _Account())
        self._waste(account)
        account.draft = draft

    def taken(self, phrase: Phrase, *, hurry: bool = False) -> Known:
        """What is known of this phrase; whatever else was recognised ahead is wasted.

        Args:
            phrase: It is complete.
            hurry: Whether words of its beginning are welcome by themselves, for want of time.
        """
        account = self._accounts.get(phrase.dictation_id)
        if account is None or account.draft is None:
            return Known(rest=phrase)
        draft = account.draft
        known = Known(draft.words_of(phrase))
        if known.text is None and hurry and draft.commit and draft.begins(phrase):
            known = Known(draft.commit.text, _behind(phrase, draft.commit.at_s))
        if known.text is None:
            self._waste(account)
            return Known(rest=phrase)
        spent = account.spent
        account.spent = replace(spent, used_s=spent.used_s + draft.took_s)
        account.draft = None
        return known

    def fail(self, dictation_id: str) -> None:
        """Looking ahead went wrong: no more of it in this dictation."""
        self._accounts.setdefault(dictation_id, _Account()).failed = True

    def may(self, dictation_id: str) -> bool:
        """Whether looking ahead has not gone wrong in this dictation."""
        account = self._accounts.get(dictation_id)
        return account is None or not account.failed

    def close(self, dictation_id: str) -> Spent:
        """The dictation is over: what looking ahead has cost it."""
        account = self._accounts.pop(dictation_id, None)
        if account is None:
            return Spent()
        self._waste(account)
        return account.spent

    def _waste(self, account: _Account) -> None:
        if account.draft is not None:
            spent = account.spent
            account.spent = replace(spent, wasted_s=spent.wasted_s + account.draft.took_s)
            account.draft = None


def _sample(at_s: float) -> int:
    return round(at_s * RATE_HZ)


def _behind(phrase: Phrase, at_s: float) -> Phrase:
    """The part of a phrase from this time on."""
    samples = phrase.samples[_sample(at_s - phrase.start_s) :]
    return replace(phrase, start_s=at_s, samples=samples, pause_before_s=0.0)

"""What was recognised ahead, until the phrase comes that it was recognised for.

::

    the tail, as a pause begins ─► draft ─┬─► the phrase says the same: used, no second inference
                                          └─► more was said: wasted

A draft is never delivered by itself, and ends with its dictation. What looking ahead cost is
counted, used and wasted.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from dictate.core.dictation import Phrase, PhraseText


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
        texts: The words of what may become a phrase.
        took_s: What it cost.
    """

    texts: dict[Said, PhraseText]
    took_s: float


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

    def taken(self, phrase: Phrase) -> PhraseText | None:
        """The words of this phrase, if they are known; whatever else was recognised is wasted."""
        account = self._accounts.get(phrase.dictation_id)
        if account is None or account.draft is None:
            return None
        text = account.draft.texts.get(said(phrase))
        if text is None:
            self._waste(account)
            return None
        spent = account.spent
        account.spent = replace(spent, used_s=spent.used_s + account.draft.took_s)
        account.draft = None
        return replace(text, end_s=phrase.end_s, pause_before_s=phrase.pause_before_s)

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

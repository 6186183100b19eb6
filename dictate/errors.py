"""What can go wrong, as one tree.

::

    DictateError                 everything below; each says what happened and what to do now
    ├── SettingsError            a settings file or value cannot be used or written
    ├── MicrophoneError          no microphone, refused, muted, gone, or hung
    ├── SpoolError               the sound of a take cannot be written or read back
    ├── MediaError               a file holds no sound that can be read, or ends too early
    ├── ModelError               a model is missing, damaged, foreign or cannot be fetched
    ├── RecogniserError          recognition failed; the sound is kept
    │   ├── RecogniserDiedError      the child process ended
    │   └── RecogniserTimeoutError   the child did not answer in time
    ├── CleanupError             cleaning failed; the words as recognised are used
    │   └── TextGivenUpError         the cleaner is well, but this text was called off or had no end
    ├── DeliveryError            the words could not be pasted; they are kept
    ├── HistoryError             the history cannot be read or written
    ├── PlatformError            this desktop lacks something: a display, a portal, a permission
    └── ControlError             the running Dictate cannot be reached, or refused a verb
        └── AlreadyRunningError      another Dictate of this user holds the lock
"""

from __future__ import annotations


class DictateError(Exception):
    """Something went wrong that a user can be told about.

    Args:
        message: What happened, one sentence, never containing dictated text.
        hint: What to do now, one sentence; empty where nothing can be done.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class SettingsError(DictateError):
    """A settings file or value cannot be used or written."""


class MicrophoneError(DictateError):
    """No microphone, or it was refused, muted, lost, or does not answer."""


class SpoolError(DictateError):
    """The sound of a take cannot be written to disk or read back."""


class MediaError(DictateError):
    """A file holds no sound that can be read, or ends too early."""


class ModelError(DictateError):
    """A model is missing, damaged, foreign or cannot be fetched."""


class RecogniserError(DictateError):
    """Recognition failed; the sound is kept."""


class RecogniserDiedError(RecogniserError):
    """The child process that recognises ended without an answer."""


class RecogniserTimeoutError(RecogniserError):
    """The child process that recognises did not answer before its deadline."""


class CleanupError(DictateError):
    """Cleaning failed; the words as recognised are used."""


class TextGivenUpError(CleanupError):
    """A text was called off, or its answer found no end; the cleaner itself is well."""


class DeliveryError(DictateError):
    """The words could not be pasted; they are kept."""


class HistoryError(DictateError):
    """The history cannot be read or written."""


class PlatformError(DictateError):
    """This desktop lacks something: a display, a portal, a permission."""


class ControlError(DictateError):
    """The running Dictate cannot be reached, or it refused a verb."""


class AlreadyRunningError(ControlError):
    """Another Dictate of this user holds the lock."""

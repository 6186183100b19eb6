"""The calls into user32 and kernel32 that pasting needs, and nothing decided here.

Written to the documented interface; not run on real hardware.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from ctypes import wintypes
from typing import Any, TypeVar

T = TypeVar("T")

WM_RENDERFORMAT, WM_APP = 0x0305, 0x8000
_HWND_MESSAGE = -3
_GMEM_MOVEABLE = 0x0002
_INPUT_KEYBOARD, _KEYEVENTF_EXTENDEDKEY, _KEYEVENTF_KEYUP = 1, 0x0001, 0x0002
_PROCESS_QUERY_LIMITED_INFORMATION = 0x1000
_EXTENDED = frozenset({0x2D, 0x5B, 0x5C, 0xA3, 0xA5})
"""Insert, both Windows keys, right Ctrl and right Alt have the extended flag."""

_CALL_S = 3.0


class Win32:
    """A message window on a thread of its own, and the clipboard, focus and keys of the system.

    Attributes:
        on_render: Called on the thread when somebody reads a format that was only promised.
    """

    def __init__(self) -> None:
        self.on_render: Callable[[int], None] = lambda _: None
        self._user: Any = ctypes.WinDLL("user32", use_last_error=True)  # type: ignore[attr-defined]
        self._kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
        self._declare()
        self._window = 0
        self._jobs: list[Callable[[], None]] = []
        self._ready = threading.Event()
        threading.Thread(target=self._run, name="clipboard", daemon=True).start()
        self._ready.wait(_CALL_S)

    # ── the clipboard: only inside `call`, between `opened` and its end ─────────────────────────

    def call(self, work: Callable[[], T]) -> T:
        """Run `work` on the window's thread. *Blocks*.

        Raises:
            TimeoutError: The thread does not answer.
        """
        done = threading.Event()
        results: list[T] = []
        errors: list[BaseException] = []

        def job() -> None:
            try:
                results.append(work())
            except BaseException as problem:  # noqa: BLE001 - raised again where it was asked for
                errors.append(problem)
            done.set()

        self._jobs.append(job)
        self._user.PostMessageW(self._window, WM_APP, 0, 0)
        if not done.wait(_CALL_S):
            raise TimeoutError
        if errors:
            raise errors[0]
        return results[0]

    def open_clipboard(self) -> bool:
        """Whether it is ours to read and write until `close_clipboard`."""
        return bool(self._user.OpenClipboard(self._window))

    def close_clipboard(self) -> None:
        """Let others at it."""
        self._user.CloseClipboard()

    def empty_clipboard(self) -> None:
        """Throw away its content and own it."""
        self._user.EmptyClipboard()

    def formats(self) -> Iterator[int]:
        """What it can be had as, the owner's favourite first."""
        number = self._user.EnumClipboardFormats(0)
        while number:
            yield number
            number = self._user.EnumClipboardFormats(number)

    def get_bytes(self, number: int) -> bytes | None:
        """The content in a format that lies in global memory; None where it cannot be had."""
        handle = self._user.GetClipboardData(number)
        address = self._kernel.GlobalLock(handle) if handle else None
        if not address:
            return None
        try:
            return ctypes.string_at(address, self._kernel.GlobalSize(handle))
        finally:
            self._kernel.GlobalUnlock(handle)

    def set_bytes(self, number: int, data: bytes) -> None:
        """Put content on it; after `empty_clipboard`, or when it was promised."""
        handle = self._kernel.GlobalAlloc(_GMEM_MOVEABLE, max(1, len(data)))
        address = self._kernel.GlobalLock(handle)
        ctypes.memmove(address, data, len(data))
        self._kernel.GlobalUnlock(handle)
        self._user.SetClipboardData(number, handle)

    def promise(self, number: int) -> None:
        """Offer a format whose content is made when somebody reads it: then `on_render`."""
        self._user.SetClipboardData(number, None)

    def format_named(self, name: str) -> int:
        """The number of a registered format."""
        return int(self._user.RegisterClipboardFormatW(name))

    def changes(self) -> int:
        """A number that is another one after each change of the clipboard."""
        return int(self._user.GetClipboardSequenceNumber())

    def reader(self) -> int:
        """The process that has the clipboard open now; 0 for none known."""
        return self._process_of(self._user.GetOpenClipboardWindow())

    # ── focus and keys: any thread ──────────────────────────────────────────────────────────────

    def foreground(self) -> tuple[int, int, str]:
        """The window with the keyboard, its process, and its program's name; zeros for none."""
        window = self._user.GetForegroundWindow() or 0
        process = self._process_of(window)
        return window, process, self._program_of(process)

    def is_down(self, key: int) -> bool:
        """Whether a virtual key is down."""
        return bool(self._user.GetAsyncKeyState(key) & 0x8000)

    def send_keys(self, strokes: Sequence[tuple[int, bool]]) -> bool:
        """Send virtual keys. Returns whether the system took them all."""
        inputs = (_Input * len(strokes))()
        for one, (key, down) in zip(inputs, strokes, strict=True):
            flags = (0 if down else _KEYEVENTF_KEYUP) | (
                _KEYEVENTF_EXTENDEDKEY if key in _EXTENDED else 0
            )
            one.type = _INPUT_KEYBOARD
            one.union.keyboard = _KeyboardInput(key, 0, flags, 0, 0)
        return bool(
            self._user.SendInput(len(strokes), inputs, ctypes.sizeof(_Input)) == len(inputs)
        )

    def close(self) -> None:
        """Destroy the window. What was only promised is gone."""
        self._user.PostMessageW(self._window, 0x0010, 0, 0)  # WM_CLOSE

    # ── the thread ──────────────────────────────────────────────────────────────────────────────

    def _run(self) -> None:
        procedure_type = ctypes.WINFUNCTYPE(  # type: ignore[attr-defined]
            ctypes.c_ssize_t, wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM
        )
        procedure = procedure_type(self._handle)
        name = f"DictateClipboard{os.getpid()}"
        window_class = _WindowClass(
            procedure=ctypes.cast(procedure, ctypes.c_void_p),
            instance=self._kernel.GetModuleHandleW(None),
            name=name,
        )
        self._user.RegisterClassW(ctypes.byref(window_class))
        self._window = self._user.CreateWindowExW(
            0, name, name, 0, 0, 0, 0, 0, _HWND_MESSAGE, None, window_class.instance, None
        )
        self._ready.set()
        message = wintypes.MSG()
        while self._user.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
            self._user.DispatchMessageW(ctypes.byref(message))

    def _handle(self, window: int, message: int, first: int, second: int) -> int:
        if message == WM_RENDERFORMAT:
            self.on_render(first)
            return 0
        if message == WM_APP:
            while self._jobs:
                self._jobs.pop(0)()
            return 0
        if message == 0x0002:  # WM_DESTROY
            self._user.PostQuitMessage(0)
        return int(self._user.DefWindowProcW(window, message, first, second))

    def _process_of(self, window: int) -> int:
        process = wintypes.DWORD()
        if window:
            self._user.GetWindowThreadProcessId(window, ctypes.byref(process))
        return process.value

    def _program_of(self, process: int) -> str:
        handle = self._kernel.OpenProcess(_PROCESS_QUERY_LIMITED_INFORMATION, False, process)
        if not handle:
            return ""
        size = wintypes.DWORD(1024)
        path = ctypes.create_unicode_buffer(size.value)
        self._kernel.QueryFullProcessImageNameW(handle, 0, path, ctypes.byref(size))
        self._kernel.CloseHandle(handle)
        return path.value.rpartition("\\")[2].lower().removesuffix(".exe")

    def _declare(self) -> None:
        """Handles and pointers are wider than ctypes' default result."""
        for library, names in (
            (self._user, ("GetClipboardData", "SetClipboardData", "GetForegroundWindow",
                          "GetOpenClipboardWindow", "CreateWindowExW")),
            (self._kernel, ("GlobalAlloc", "GlobalLock", "OpenProcess", "GetModuleHandleW")),
        ):  # fmt: skip
            for name in names:
                getattr(library, name).restype = ctypes.c_void_p
        self._user.SetClipboardData.argtypes = [wintypes.UINT, ctypes.c_void_p]
        self._user.CreateWindowExW.argtypes = [
            wintypes.DWORD, wintypes.LPCWSTR, wintypes.LPCWSTR, wintypes.DWORD, ctypes.c_int,
            ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p,
            ctypes.c_void_p, ctypes.c_void_p,
        ]  # fmt: skip
        self._user.DefWindowProcW.argtypes = [
            wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM
        ]  # fmt: skip
        self._user.DefWindowProcW.restype = ctypes.c_ssize_t
        for name in ("PostMessageW", "OpenClipboard", "GetWindowThreadProcessId"):
            getattr(self._user, name).argtypes = None
        for name in ("GlobalLock", "GlobalUnlock", "GlobalSize", "CloseHandle"):
            getattr(self._kernel, name).argtypes = [ctypes.c_void_p]
        self._kernel.GlobalSize.restype = ctypes.c_size_t
        self._kernel.GlobalAlloc.argtypes = [wintypes.UINT, ctypes.c_size_t]


class _KeyboardInput(ctypes.Structure):
    _fields_ = [  # type: ignore[mutable-override]
        ("key", wintypes.WORD),
        ("scan", wintypes.WORD),
        ("flags", wintypes.DWORD),
        ("time", wintypes.DWORD),
        ("extra", ctypes.c_size_t),
    ]


class _InputUnion(ctypes.Union):
    # The largest member, MOUSEINPUT, is 32 bytes long where pointers have 64 bits.
    _fields_ = [("keyboard", _KeyboardInput), ("mouse", ctypes.c_byte * 32)]  # type: ignore[mutable-override]


class _Input(ctypes.Structure):
    _fields_ = [("type", wintypes.DWORD), ("union", _InputUnion)]  # type: ignore[mutable-override]


class _WindowClass(ctypes.Structure):
    _fields_ = [  # type: ignore[mutable-override]
        ("style", wintypes.UINT),
        ("procedure", ctypes.c_void_p),
        ("class_extra", ctypes.c_int),
        ("window_extra", ctypes.c_int),
        ("instance", ctypes.c_void_p),
        ("icon", ctypes.c_void_p),
        ("cursor", ctypes.c_void_p),
        ("background", ctypes.c_void_p),
        ("menu", wintypes.LPCWSTR),
        ("name", wintypes.LPCWSTR),
    ]

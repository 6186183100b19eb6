"""A sounddevice without PortAudio: devices as a table, streams that do nothing by themselves."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any


class PortAudioError(Exception):
    """As sounddevice's own."""


class FakeSoundDevice:
    """Stands in for the module; `refuses` says which streams do not open.

    Args:
        devices: Name, host, input channels and rate of each device.
        default: Index of the default input; -1 for none.
        hosts: Names of the hosts; the first is PortAudio's default.
    """

    PortAudioError = PortAudioError

    def __init__(
        self,
        *devices: tuple[str, int, int, float],
        default: int = 0,
        hosts: tuple[str, ...] = ("ALSA",),
    ) -> None:
        self.devices = list(devices)
        self.hosts = hosts
        self.default_input = default if devices else -1
        self.default = SimpleNamespace(hostapi=0)
        self.refuses: Callable[[dict[str, Any]], bool] = lambda asked: False  # noqa: ARG005
        self.asked: list[dict[str, Any]] = []
        self.started: list[dict[str, Any]] = []
        self.refreshed = 0
        self.after_refresh: list[tuple[str, int, int, float]] | None = None

    def query_hostapis(self) -> list[dict[str, Any]]:
        return [{"name": name, "default_input_device": self.default_input} for name in self.hosts]

    def query_devices(self) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "hostapi": host,
                "max_input_channels": channels,
                "default_samplerate": rate_hz,
            }
            for name, host, channels, rate_hz in self.devices
        ]

    def _terminate(self) -> None:
        self.refreshed += 1

    def _initialize(self) -> None:
        if self.after_refresh is not None:
            self.devices = self.after_refresh
            self.default_input = 0 if self.devices else -1

    def _exit_handler(self) -> None:
        raise AssertionError("PortAudio would hang")

    def WasapiSettings(self, *, auto_convert: bool) -> str:  # noqa: N802 - as sounddevice has it
        return f"auto_convert={auto_convert}"

    def RawInputStream(self, **asked: Any) -> SimpleNamespace:  # noqa: N802
        self.asked.append(asked)
        if self.refuses(asked):
            raise PortAudioError("Invalid sample rate", -9997)
        return SimpleNamespace(
            start=lambda: self.started.append(asked),
            abort=lambda: None,
            close=lambda: None,
            active=True,
            latency=0.02,
        )

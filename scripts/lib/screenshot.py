"""Shows Dictate at work: tray, overlay, and the window that gets the words."""

import sys
import tempfile
import time
from pathlib import Path

from tests.e2e.children import run, wait_until
from tests.e2e.desktop import Desktop
from tests.e2e.keyboard import RIGHT_CTRL
from tests.e2e.windows import QtField
from tests.places import ROOT, SHARED

CLIP = SHARED / "speech" / "lj_LJ001-0006.wav"
MODEL = SHARED / "models" / "whisper-base-hybrid-en"
SPEAKING_S = 3.0
"""Into the second clip, while the first one's words already stand in the window."""


def main(file: Path) -> None:
    """Dictate once, then take the picture in the middle of the second time."""
    desktop = Desktop(Path(tempfile.mkdtemp(prefix="dd-", dir="/tmp")))
    try:
        run(["xsetroot", "-solid", "#46525f"], desktop.environment)
        program = desktop.start_dictate(f'[recogniser]\nmodel = "{MODEL}"\n')
        window = QtField(desktop, title="Notes")
        with desktop.keyboard.held(RIGHT_CTRL):
            program.wait_for(lambda status: status["phase"] == "listening", "it listens")
            desktop.sound.say(CLIP)
        wait_until(window.text, "the words", 60.0)
        with desktop.keyboard.held(RIGHT_CTRL):
            desktop.sound.play(CLIP)
            time.sleep(SPEAKING_S)
            desktop.screenshot(file)
        sys.stdout.write(f"{file}: {window.text()}\n")
    finally:
        desktop.shut_down()


if __name__ == "__main__":
    main(ROOT / sys.argv[1])

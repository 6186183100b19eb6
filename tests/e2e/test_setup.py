"""scripts/run where nothing is set up yet: real environments, in a folder of their own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.e2e.children import wait_until
from tests.places import ROOT

MAKING = "making the virtual environment"
PROGRAM = "import sys\nprint('started', *sys.argv[1:])\n"

PINS = "## run\n\n## cleaner\nllama-cpp-python==0\n"

NOBODY = 65534


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the scripts, around a program of two lines that needs no library."""
    root = tmp_path / "a folder with spaces"
    shutil.copytree(ROOT / "scripts", root / "scripts")
    (root / "dictate").mkdir()
    (root / "dictate" / "__init__.py").touch()
    (root / "dictate" / "__main__.py").write_text(PROGRAM)
    (root / "constraints.txt").write_text(PINS)
    return root


def command(root: Path, *words: str) -> list[str]:
    return [str(root / "scripts" / "run"), *words]


def environment(**changes: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **changes}


def start(root: Path, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(root, *words),
        cwd="/",
        env=environment(**changes),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def no_builds(tree: Path) -> None:
    """The build in the background is left out; it has a test of its own."""
    (tree / "scripts" / "build-cleaner").write_text("#!/bin/sh\n")


@pytest.mark.usefixtures("no_builds")
def test_the_first_start_makes_an_environment_and_the_second_does_not(tree: Path) -> None:
    link = tree.parent / "dictate-link"
    link.symlink_to(tree / "scripts" / "run")
    first = start(tree, "doctor", "--json")
    assert (first.returncode, first.stdout) == (0, "started doctor --json\n"), first.stderr
    assert MAKING in first.stderr
    again = subprocess.run(
        [link, "a b"], env=environment(), capture_output=True, text=True, check=True
    )
    assert (again.stdout, again.stderr) == ("started a b\n", "")


@pytest.mark.usefixtures("no_builds")
def test_two_starts_at_once_make_one_environment(tree: Path) -> None:
    starts = [
        subprocess.Popen(
            command(tree),
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    ends = [one.communicate(timeout=120) for one in starts]
    assert [out for out, _ in ends] == ["started\n", "started\n"]
    assert sum(MAKING in err for _, err in ends) == 1
    assert sum("waiting" in err for _, err in ends) == 1


@pytest.mark.usefixtures("no_builds")
@pytest.mark.parametrize(
    "after_s", [1.5, *(pytest.param(s, marks=pytest.mark.full) for s in (0.2, 0.7, 3.0, 5.0))]
)
def test_a_set_up_that_is_interrupted_is_done_again(tree: Path, after_s: float) -> None:
    first = subprocess.Popen(
        command(tree), env=environment(), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    time.sleep(after_s)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    again = start(tree)
    assert (again.returncode, again.stdout) == (0, "started\n"), again.stderr


@pytest.mark.usefixtures("no_builds")
def test_an_environment_half_filled_is_made_anew(tree: Path) -> None:
    assert start(tree).returncode == 0
    (tree / ".venv" / "half-made").touch()
    (tree / "constraints.txt").write_text("## run\n\n# changed\n## cleaner\n")
    os.utime(tree / "constraints.txt", (time.time() + 5, time.time() + 5))
    again = start(tree)
    assert (again.returncode, again.stdout) == (0, "started\n"), again.stderr
    assert MAKING in again.stderr


@pytest.mark.usefixtures("no_builds")
def test_a_folder_that_was_moved_starts_from_where_it_is_now(tree: Path) -> None:
    assert start(tree).returncode == 0
    moved = tree.rename(tree.parent / "moved")
    (moved / "dictate" / "__main__.py").write_text("print('the moved one')\n")
    assert start(moved).stdout == "the moved one\n"


@pytest.mark.usefixtures("no_builds")
def test_without_rights_the_missing_packages_are_named(tree: Path) -> None:
    script = tree / "scripts" / "lib" / "packages.sh"
    script.write_text(
        script.read_text().replace("libGL.so.1|libgl1", "libnowhere.so.9|libnowhere9")
    )
    if os.geteuid() == 0:
        for folder in (*tree.parents, tree):
            if folder.is_relative_to("/tmp"):
                folder.chmod(0o755)
        shutil.chown(tree, NOBODY)
    done = subprocess.run(
        command(tree),
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        user=NOBODY if os.geteuid() == 0 else None,
    )
    assert done.returncode == 1
    assert "    sudo apt-get install --no-install-recommends libnowhere9\n" in done.stderr


@pytest.mark.usefixtures("no_builds")
def test_without_a_new_python_one_sentence_says_what_to_install(tree: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "env", "readlink", "mkdir", "flock", "uname", "sed", "nice", "setsid"):
        (tools / name).symlink_to(str(shutil.which(name)))
    old = tools / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    script = tree / "scripts" / "lib" / "venv.sh"
    script.write_text(script.read_text().replace("/usr/bin/python3", "/nowhere/python3"))
    done = start(tree, PATH=str(tools))
    assert done.returncode == 1
    assert "Dictate needs Python 3.11 or newer and found none" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_library_that_is_missing_comes_in_behind_the_programs_back(tree: Path) -> None:
    wheels = tree / ".cache" / "wheels"
    wheels.mkdir(parents=True)
    with ZipFile(wheels / "llama_cpp_python-0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("llama_cpp/__init__.py", "")
        about = "llama_cpp_python-0.dist-info"
        wheel.writestr(
            f"{about}/METADATA", "Metadata-Version: 2.1\nName: llama-cpp-python\nVersion: 0\n"
        )
        wheel.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{about}/RECORD", "")
    assert start(tree).stdout == "started\n"
    begun_s = time.monotonic()
    assert start(tree).stdout == "started\n"
    assert time.monotonic() - begun_s < 2, "a start waited for the library"
    installed = ".venv/lib/*/site-packages/llama_cpp_python-0.dist-info/RECORD"
    wait_until(lambda: list(tree.glob(installed)), "the library is there", 60.0)
    done = subprocess.run(
        [tree / "scripts" / "build-cleaner"], env=environment(), capture_output=True, check=True
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    assert not (tree / ".venv" / "cleaner.failed").exists()


def test_a_build_that_fails_says_why_and_is_not_tried_at_each_start(tree: Path) -> None:
    (tree / "constraints.txt").write_text(
        "## run\n\n## cleaner\nllama-cpp-python==0.not-a-version\n"
    )
    assert start(tree, PIP_NO_INDEX="1").stdout == "started\n"
    failed = tree / ".venv" / "cleaner.failed"
    wait_until(failed.exists, "the build has failed", 120.0)
    log = tree / ".venv" / "cleaner.log"
    assert str(log) in failed.read_text()
    written_at = log.stat().st_mtime_ns
    assert start(tree).stdout == "started\n"
    with pytest.raises(TimeoutError):
        wait_until(lambda: log.stat().st_mtime_ns != written_at, "a second try", 1.0)

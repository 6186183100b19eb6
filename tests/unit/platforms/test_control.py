"""The control socket: a real one, real clients, and bad ones."""

from __future__ import annotations

import os
import random
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dictate.errors import ControlError
from dictate.platforms.client import send
from dictate.platforms.control import ControlServer, Ordering, Reply, Request
from dictate.platforms.messages import encode_request
from dictate.platforms.unix_door import CLIENT_LIMIT, NAME
from dictate.settings.paths import runtime_dir


class Desk:
    """Does what is asked, and remembers it."""

    def __init__(self) -> None:
        self.asked: list[Request] = []

    def __call__(self, request: Request) -> Reply:
        self.asked.append(request)
        return Reply(ok=True, status={"phase": "idle"})

    @property
    def verbs(self) -> list[str]:
        return [request.verb for request in self.asked]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def server(desk: Desk) -> Iterator[ControlServer]:
    server = ControlServer(runtime_dir(), desk)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def path(server: ControlServer) -> str:  # noqa: ARG001 - where a server listens
    return str(runtime_dir() / NAME)


def say(path: str, line: bytes, *, hang_up: bool = False) -> bytes:
    """Send raw bytes; what comes back until the server closes."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        connection.connect(path)
        answer = b""
        try:
            connection.sendall(line)
            if hang_up:
                connection.shutdown(socket.SHUT_WR)
            while data := connection.recv(4096):
                answer += data
        except (BrokenPipeError, ConnectionResetError):
            pass
        return answer


# ── asking ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("server")
def test_a_verb_is_done_and_answered(desk: Desk) -> None:
    asked_s = time.monotonic()
    assert send("toggle") == Reply(ok=True, status={"phase": "idle"})
    assert desk.verbs == ["toggle"]
    assert desk.asked[0].sent_at_s <= time.monotonic()
    assert desk.asked[0].sent_at_s >= asked_s - 60


@pytest.mark.usefixtures("server")
def test_an_id_goes_along(desk: Desk) -> None:
    send("retry", "20260131-235959-123-0")
    assert desk.asked[0].argument == "20260131-235959-123-0"


@pytest.mark.usefixtures("server")
def test_what_dictate_refuses_comes_back_as_an_answer(desk: Desk) -> None:
    assert not send("sing").ok
    assert desk.asked == []


def test_without_a_dictate_it_says_so() -> None:
    with pytest.raises(ControlError, match="Dictate is not running") as caught:
        send("status")
    assert "dictate" in caught.value.hint


def test_a_killed_dictate_is_not_running() -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(runtime_dir() / NAME))
    with pytest.raises(ControlError, match="Dictate is not running"):
        send("status")


def test_a_dictate_that_hangs_does_not_hang_the_client() -> None:
    with socket.socket(socket.AF_UNIX) as frozen:
        frozen.bind(str(runtime_dir() / NAME))
        frozen.listen()
        began_s = time.monotonic()
        with pytest.raises(ControlError, match="does not answer"):
            send("status", timeout_s=0.2)
        assert time.monotonic() - began_s < 1.0


def test_a_socket_that_talks_nonsense_is_no_dictate() -> None:
    with socket.socket(socket.AF_UNIX) as strange:
        strange.bind(str(runtime_dir() / NAME))
        strange.listen()

        def talk() -> None:
            connection, _ = strange.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"hello\n")

        thread = threading.Thread(target=talk)
        thread.start()
        with pytest.raises(ControlError, match="does not answer"):
            send("status")
        thread.join()


@pytest.mark.expects_warning("the verb status failed")
def test_a_fault_behind_the_desk_is_an_answer_and_not_the_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fall_over(request: Request) -> Reply:
        raise ZeroDivisionError(request.verb)

    server = ControlServer(runtime_dir(), fall_over)
    server.start()
    assert send("status").error == "That went wrong; the log says why."
    assert not send("status").ok
    server.stop()
    assert "status failed" in caplog.text


# ── order ────────────────────────────────────────────────────────────────────────────────────────


def test_a_start_that_its_stop_has_overtaken_is_not_done() -> None:
    order = Ordering()
    assert order.admits(Request("stop", 10.2), now_s=10.25)
    assert not order.admits(Request("start", 10.0), now_s=10.3)
    assert not order.admits(Request("start", 10.2), now_s=10.3)
    assert order.admits(Request("start", 10.4), now_s=10.5)


def test_a_cancel_ends_what_was_asked_for_before_it() -> None:
    order = Ordering()
    order.admits(Request("cancel", 10.2), now_s=10.25)
    assert not order.admits(Request("start", 10.1), now_s=10.3)


def test_verbs_other_than_start_are_always_done() -> None:
    order = Ordering()
    order.admits(Request("stop", 10.0), now_s=10.0)
    for verb in ("stop", "toggle", "cancel", "status", "show", "quit"):
        assert order.admits(Request(verb, 5.0), now_s=10.1)


def test_a_clock_that_runs_ahead_does_not_keep_dictate_from_starting() -> None:
    order = Ordering()
    order.admits(Request("stop", 1e12), now_s=10.0)
    assert order.admits(Request("start", 1e12), now_s=10.1)


@pytest.mark.usefixtures("server")
def test_the_overtaken_start_is_answered_and_not_done(desk: Desk, path: str) -> None:
    now_s = time.monotonic()
    say(path, encode_request(Request("stop", now_s)))
    assert b'"ok":true' in say(path, encode_request(Request("start", now_s - 0.1)))
    assert desk.verbs == ["stop"]


@pytest.mark.usefixtures("server")
def test_of_two_processes_the_one_started_first_asked_first(desk: Desk) -> None:
    program = (
        "import sys\nfrom dictate.platforms.client import send\n"
        "sys.stdin.read(1)\nsend(sys.argv[1])"
    )
    root = Path(__file__).parents[3]
    start, stop = (
        subprocess.Popen([sys.executable, "-c", program, verb], stdin=subprocess.PIPE, cwd=root)
        for verb in ("start", "stop")
    )
    stop.communicate(b"x", timeout=10)
    start.communicate(b"x", timeout=10)
    assert desk.verbs == ["stop"]


# ── bad company ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "line", [b"\n", b"hello\n", b"{}\n", b"\x00\xff\n", b"x" * 5000 + b"\n", b"x" * 300_000]
)
def test_nonsense_is_answered_with_an_error(line: bytes, path: str, desk: Desk) -> None:
    began_s = time.monotonic()
    answer = say(path, line)
    assert time.monotonic() - began_s < 0.8  # it is not waited for more of it
    assert answer.startswith(b'{"v":1,"ok":false')
    assert b"Traceback" not in answer
    assert desk.asked == []
    assert send("status").ok


def test_a_line_without_its_end_is_read_when_the_client_hangs_up(path: str, desk: Desk) -> None:
    say(path, encode_request(Request("status", 0.0)).rstrip(), hang_up=True)
    assert desk.verbs == ["status"]


def test_a_line_may_come_in_pieces(path: str, desk: Desk) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        for byte in encode_request(Request("status", 0.0)):
            connection.send(bytes([byte]))
        assert b'"ok":true' in connection.recv(4096)
    assert desk.verbs == ["status"]


def test_a_client_that_says_nothing_is_sent_away_within_two_seconds(path: str) -> None:
    began_s = time.monotonic()
    assert b'"ok":false' in say(path, b"")
    assert 0.9 < time.monotonic() - began_s < 3.0


def test_silent_clients_do_not_keep_others_out_for_long(path: str, desk: Desk) -> None:
    crowd = [socket.socket(socket.AF_UNIX) for _ in range(2 * CLIENT_LIMIT)]
    for connection in crowd:
        connection.settimeout(5)
        connection.connect(path)
    assert send("toggle", timeout_s=5.0).ok
    assert desk.verbs == ["toggle"]
    for connection in crowd:
        connection.close()
    assert send("toggle").ok


def test_other_users_are_refused(path: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.getuid() == 0:  # really another one
        Path(path).chmod(0o666)
        Path(path).parent.chmod(0o711)
        child = os.fork()
        if not child:
            try:
                os.chdir(Path(path).parent)
                os.setuid(65534)
                os._exit(len(say(NAME, encode_request(Request("toggle", 0.0)))))
            finally:
                os._exit(99)
        assert os.waitpid(child, 0)[1] == 0
    else:  # the server takes itself for another one
        monkeypatch.setattr(os, "getuid", lambda: 65534)
        assert say(path, encode_request(Request("toggle", 0.0))) == b""
    assert desk.asked == []


def test_the_socket_is_for_this_user_alone(path: str) -> None:
    assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600
    assert stat.S_IMODE(Path(path).parent.stat().st_mode) == 0o700


# ── beginning and end ────────────────────────────────────────────────────────────────────────────


def test_what_a_killed_holder_left_is_replaced(desk: Desk) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(runtime_dir() / NAME))
    server = ControlServer(runtime_dir(), desk)
    server.start()
    assert send("status").ok
    server.stop()


def test_after_the_end_nothing_is_left(server: ControlServer, path: str) -> None:
    server.stop()
    assert not Path(path).exists()
    assert [file.name for file in Path(path).parent.iterdir()] == []


def test_the_end_of_one_does_not_take_its_successors_socket(desk: Desk) -> None:
    first = ControlServer(runtime_dir(), desk)
    first.start()
    second = ControlServer(runtime_dir(), desk)
    second.start()
    first.stop()
    assert send("status").ok
    second.stop()


def test_a_server_that_never_began_can_end(desk: Desk) -> None:
    ControlServer(runtime_dir(), desk).stop()


def test_a_path_that_is_too_long_is_told(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 100)
    folder.mkdir()
    with pytest.raises(ControlError, match="too long") as caught:
        ControlServer(folder, desk).start()
    assert "XDG_RUNTIME_DIR" in caught.value.hint


def test_a_folder_that_cannot_be_written_is_told(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(ControlError, match="cannot be made"):
        ControlServer(tmp_path / "gone", desk).start()


# ── a flood ──────────────────────────────────────────────────────────────────────────────────────


def random_line(dice: random.Random) -> bytes:
    match dice.randrange(4):
        case 0:
            return dice.randbytes(dice.randrange(200)).replace(b"\n", b"") + b"\n"
        case 1:
            return (
                bytes(dice.choices(b'{}[]":,0123456789truefalsnv \\', k=dice.randrange(120)))
                + b"\n"
            )
        case 2:
            good = bytearray(encode_request(Request("status", dice.random() * 1e4)))
            for _ in range(dice.randrange(1, 6)):
                good[dice.randrange(len(good))] = dice.randrange(256)
            return bytes(good)
        case _:
            return b"[" * dice.randrange(6000) + b"\n"


def flood(path: str, count: int, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(count):
        answer = say(path, random_line(dice), hang_up=True)
        assert answer == b"" or answer.startswith(b'{"v":1,"ok":')
        assert b"Traceback" not in answer
    assert send("status").ok


def test_two_thousand_random_lines_leave_the_server_as_it_was(path: str) -> None:
    flood(path, 2_000, seed=1)


@pytest.mark.full
def test_a_hundred_thousand_random_lines_leave_the_server_as_it_was(path: str) -> None:
    threads = threading.active_count()
    files = len(list(Path("/proc/self/fd").iterdir()))
    began_s = time.monotonic()
    flood(path, 100_000, seed=2)
    assert time.monotonic() - began_s < 90
    assert threading.active_count() == threads
    assert len(list(Path("/proc/self/fd").iterdir())) <= files + 2


# ── speed ────────────────────────────────────────────────────────────────────────────────────────


def test_the_client_needs_nothing_heavy() -> None:
    heavy = {"numpy", "dataclasses", "asyncio", "multiprocessing", "subprocess", "PySide6", "Xlib",
             "pynput", "platformdirs", "argparse", "logging", "tempfile"}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", "import sys, dictate.platforms.client; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
        cwd=Path(__file__).parents[3],
    )
    assert heavy.isdisjoint(done.stdout.split())

"""Fetching, with the real client of the hub against a stand-in on this machine."""

from __future__ import annotations

import errno
import os
import shutil
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import huggingface_hub
import numpy as np
import pytest

from dictate.errors import ModelError
from dictate.models import fetch as module
from dictate.models.fetch import Fetch, FetchPaused, Stage, Step
from dictate.models.find import choose
from dictate.models.hub import CHUNK, ask
from dictate.models.record import read_record
from dictate.models.verify import check_hashes
from dictate.settings.paths import models_dir
from dictate.settings.schema import Settings
from tests.fakes.hub import Repository, StandInHub
from tests.unit.models.stage import SMALL_FILES
from tests.unit.models.test_weights import array, text, weights

NAME, REPO = "base.en", "Systran/faster-whisper-base.en"
FIRST, SECOND = "a" * 40, "b" * 40


def large_weights(seed: int = 0) -> bytes:
    """Weights as in `weights`, with one array of random bytes, four chunks long."""
    noise = np.random.default_rng(seed).bytes(4 * CHUNK)
    whole = weights(vocabulary=51_864)
    one_more = array("decoder/noise", (len(noise),), len(noise))[: -len(noise)] + noise
    aliases = whole.index(text("decoder/projection/weight")) - 4
    counted = whole[:aliases].replace(b"\x03\0\0\0\x03\0\0\0", b"\x03\0\0\0\x04\0\0\0")
    return counted + one_more + whole[aliases:]


def files(seed: int = 0) -> dict[str, bytes]:
    return {"README.md": b"# A model\n", "model.bin": large_weights(seed), **SMALL_FILES}


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInHub]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "HF_HUB_OFFLINE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with StandInHub() as hub:
        hub.repositories[REPO] = Repository({FIRST: files()}, FIRST)
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        yield hub
        huggingface_hub.close_session()


def pull(name: str = NAME, report: list[Step] | None = None) -> Path:
    steps = [] if report is None else report
    return Fetch(ask(name), steps.append, first_wait_s=0.01).run()


def refusal(name: str = NAME) -> ModelError:
    with pytest.raises(ModelError) as caught:
        pull(name)
    assert caught.value.message.endswith((".", "?"))
    assert caught.value.message.count(". ") <= 1
    return caught.value


def part() -> Path:
    return models_dir() / ".fetching" / NAME / FIRST[:12] / "model.bin.part"


class TestWhole:
    def test_what_comes_is_asked_before_anything_is_fetched(self, hub: StandInHub) -> None:
        plan = ask(NAME)
        assert (plan.name, plan.repo, plan.revision, plan.licence) == (NAME, REPO, FIRST, "mit")
        assert [file.name for file in plan.files] == [
            "model.bin", "config.json", "tokenizer.json", "vocabulary.json",
        ]  # fmt: skip
        assert plan.size_bytes == sum(len(raw) for name, raw in files().items() if name[0] != "R")
        assert Fetch(plan).missing_bytes() == plan.size_bytes
        assert not models_dir().exists()
        assert hub.asked() == [f"/api/models/{REPO}?blobs=true"]

    def test_a_fetched_model_is_whole_and_can_be_chosen(self, hub: StandInHub) -> None:
        steps: list[Step] = []
        folder = pull(report=steps)
        assert {path.name: path.read_bytes() for path in folder.iterdir()}.items() >= {
            name: raw for name, raw in files().items() if name != "README.md"
        }.items()
        taken = choose(Settings())
        assert (taken.name, taken.folder, taken.note) == (NAME, folder, "")
        record = read_record(folder)
        assert record is not None
        assert (record.revision, record.licence, record.repo) == (FIRST, "mit", REPO)
        assert len(check_hashes(folder)) == 4
        assert list((models_dir() / ".fetching" / NAME).glob("*/*")) == []
        done = [step.done_bytes for step in steps if step.stage is Stage.FETCHING]
        assert done == sorted(done)
        assert done[-1] == steps[0].total_bytes
        assert any(step.stage is Stage.CHECKING for step in steps)
        assert hub.ranges() == [""]

    def test_a_model_that_stands_is_checked_and_not_fetched_again(self, hub: StandInHub) -> None:
        folder = pull()
        hub.requests.clear()
        assert pull() == folder
        assert hub.asked() == [f"/api/models/{REPO}?blobs=true"]

    def test_a_damaged_file_of_a_model_that_stands_is_mended_and_only_that(
        self, hub: StandInHub
    ) -> None:
        folder = pull()
        raw = bytearray((folder / "model.bin").read_bytes())
        raw[-50] ^= 1
        (folder / "model.bin").write_bytes(raw)
        hub.requests.clear()
        assert pull() == folder
        assert check_hashes(folder)
        assert not [path for path in hub.asked() if path.endswith("tokenizer.json")]

    def test_a_chat_model_is_one_file(self, hub: StandInHub) -> None:
        gguf = b"GGUF\3\0\0\0" + bytes(5000)
        hub.repositories["Qwen/Qwen3-0.6B-GGUF"] = Repository(
            {FIRST: {"Qwen3-0.6B-Q8_0.gguf": gguf, "Qwen3-0.6B-Q4_0.gguf": gguf}},
            FIRST,
            "apache-2.0",
        )
        folder = pull("qwen3-0.6b")
        assert (folder / "Qwen3-0.6B-Q8_0.gguf").read_bytes() == gguf
        assert not (folder / "Qwen3-0.6B-Q4_0.gguf").exists()

    def test_any_repository_can_be_named_and_one_of_its_chat_models(self, hub: StandInHub) -> None:
        gguf = b"GGUF\3\0\0\0" + bytes(5000)
        hub.repositories["me/whisper"] = Repository({FIRST: files()}, FIRST)
        hub.repositories["me/chat"] = Repository({FIRST: {"a.gguf": gguf, "b.gguf": gguf}}, FIRST)
        pull("me/whisper")
        assert choose(Settings()).name == "me/whisper"
        assert "dictate models pull me/chat/a.gguf" in refusal("me/chat").hint
        assert (pull("me/chat/b.gguf") / "b.gguf").exists()

    def test_a_token_goes_to_the_hub_and_not_to_the_store(
        self, hub: StandInHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HF_TOKEN", "hf_secret")
        pull()
        tokens = {(host, headers.get("authorization", "")) for host, _, headers in hub.requests}
        assert tokens == {("hub", "Bearer hf_secret"), ("store", "")}

    def test_nothing_but_the_model_is_asked_for_and_nothing_is_said_about_this_machine(
        self, hub: StandInHub
    ) -> None:
        code = "from dictate.models.hub import ask; print(ask('base.en').revision)"
        environment = {**os.environ, "AI_AGENT": "x", "PYTHONPATH": os.pathsep.join(sys.path)}
        environment.pop("HF_HUB_DISABLE_TELEMETRY", None)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment)
        assert done.stdout.decode().strip() == FIRST
        assert [path for _, path, _ in hub.requests] == [f"/api/models/{REPO}?blobs=true"]
        agent = hub.requests[0][2]["user-agent"]
        assert {part.split("/")[0] for part in agent.split("; ")} == {"dictate", "hf_hub", "python"}

    def test_a_repository_that_was_renamed_is_followed(self, hub: StandInHub) -> None:
        hub.repositories["new/home"] = hub.repositories.pop(REPO)
        hub.moved[REPO] = "new/home"
        assert (pull() / "model.bin").exists()

    def test_a_proxy_is_used(self, hub: StandInHub, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTP_PROXY", hub.endpoint)
        monkeypatch.setenv("HF_ENDPOINT", "http://hub.invalid")
        assert ask(NAME).revision == FIRST
        assert hub.requests[0][2]["host"] == "hub.invalid"


class TestCut:
    def test_a_cut_connection_goes_on_with_a_range(self, hub: StandInHub) -> None:
        hub.faults.cuts = [2 * CHUNK + 7, CHUNK]
        assert check_hashes(pull())
        assert hub.ranges()[0] == ""
        first, second = (int(one.removeprefix("bytes=").rstrip("-")) for one in hub.ranges()[1:])
        assert CHUNK <= first <= 2 * CHUNK + 7
        assert first < second <= 3 * CHUNK + 7

    def test_a_fetch_that_was_given_up_goes_on_the_next_time(self, hub: StandInHub) -> None:
        hub.faults.cuts = [CHUNK + 5, *[0] * 20]
        error = refusal()
        assert "cut" in error.message
        assert error.hint == "Go on where it stopped: dictate models pull base.en"
        assert part().stat().st_size >= CHUNK
        assert Fetch(ask(NAME)).missing_bytes() < len(large_weights())
        hub.faults.cuts = []
        hub.requests.clear()
        assert check_hashes(pull())
        assert hub.ranges() == [f"bytes={CHUNK}-"] or hub.ranges() == [f"bytes={CHUNK + 5}-"]

    def test_a_store_that_knows_no_ranges_gives_all_of_it_again(self, hub: StandInHub) -> None:
        hub.faults.cuts = [2 * CHUNK]
        hub.faults.ignores_range = True
        assert check_hashes(pull())

    def test_a_store_that_answers_with_another_range_is_not_believed(self, hub: StandInHub) -> None:
        hub.faults.cuts = [2 * CHUNK]
        hub.faults.misplaces_range = True
        assert "is not the hub" in refusal().message

    def test_a_part_that_is_too_long_is_begun_again(self, hub: StandInHub) -> None:
        part().parent.mkdir(parents=True)
        part().write_bytes(bytes(10 * CHUNK))
        assert check_hashes(pull())
        assert hub.ranges() == [""]

    def test_pausing_keeps_what_is_here_and_the_same_command_goes_on(self, hub: StandInHub) -> None:
        steps: list[Step] = []

        def report(step: Step) -> None:
            steps.append(step)
            if step.done_bytes >= 2 * CHUNK:
                fetch.pause()

        fetch = Fetch(ask(NAME), report)
        with pytest.raises(FetchPaused) as caught:
            fetch.run()
        assert "dictate models pull base.en" in caught.value.hint
        assert 2 * CHUNK <= part().stat().st_size < len(large_weights())
        assert check_hashes(pull())
        assert hub.ranges()[-1].startswith("bytes=")

    def test_pausing_need_not_wait_for_a_network_that_is_away(self, hub: StandInHub) -> None:
        fetch = Fetch(replace(ask(NAME), endpoint="http://127.0.0.1:9"), first_wait_s=60)
        assert hub.ranges() == []
        threading.Timer(0.3, fetch.pause).start()
        began_s = time.monotonic()
        with pytest.raises(FetchPaused):
            fetch.run()
        assert time.monotonic() - began_s < 5


class TestWrong:
    @pytest.mark.parametrize("name", ["model.bin", "tokenizer.json"])
    def test_a_file_with_another_hash_is_refused_and_removed(
        self, hub: StandInHub, name: str
    ) -> None:
        hub.faults.flipped = {name}
        error = refusal()
        assert error.message == f"{name} is not what the hub states it to be, and was removed."
        assert not list(part().parent.glob(f"{name}*"))
        assert not (models_dir() / NAME).exists()
        hub.faults.flipped = set()
        assert check_hashes(pull())

    def test_half_a_file_of_another_revision_is_not_mixed_with_the_new_one(
        self, hub: StandInHub
    ) -> None:
        hub.faults.cuts = [2 * CHUNK, *[0] * 20]
        refusal()
        hub.faults.cuts = []
        hub.repositories[REPO] = Repository({SECOND: files(seed=1)}, SECOND)
        folder = pull()
        assert folder.name == SECOND[:12]
        assert (folder / "model.bin").read_bytes() == large_weights(1)
        assert not part().exists()

    def test_a_revision_that_vanishes_in_between_is_told(self, hub: StandInHub) -> None:
        plan = ask(NAME)
        hub.repositories[REPO] = Repository({SECOND: files(seed=1)}, SECOND)
        with pytest.raises(ModelError, match="changed on the hub while") as caught:
            Fetch(plan, first_wait_s=0.01).run()
        assert caught.value.hint == "Fetch the new one: dictate models pull base.en"
        assert pull().name == SECOND[:12]

    def test_a_renewed_model_gets_a_folder_of_its_own_and_keeps_what_is_the_same(
        self, hub: StandInHub
    ) -> None:
        old = pull()
        loaded = (old / "model.bin").open("rb")
        newer = {**files(), "config.json": b'{"lang_ids": [1]}'}
        hub.repositories[REPO] = Repository({SECOND: newer}, SECOND)
        hub.requests.clear()
        new = pull()
        assert new != old
        assert not old.exists()
        assert loaded.read() == large_weights()
        loaded.close()
        assert choose(Settings()).folder == new
        assert hub.ranges() == []

    def test_a_sign_in_page_is_not_taken_for_the_hub(self, hub: StandInHub) -> None:
        plan = ask(NAME)
        hub.faults.portal = True
        assert "is not the hub" in refusal().message
        with pytest.raises(ModelError, match="is not the hub"):
            Fetch(plan, first_wait_s=0.01).run()
        assert not part().exists() or part().stat().st_size == 0

    @pytest.mark.parametrize("lie", [{"sha": None}, {"sha": "../../etc"}, {"siblings": 3}])
    def test_an_answer_that_makes_no_sense_is_told(
        self, hub: StandInHub, lie: dict[str, object]
    ) -> None:
        hub.faults.lies = lie
        assert "is not the hub" in refusal().message

    @pytest.mark.parametrize("lie", [{"siblings": []}, {"siblings": [{"rfilename": "x"}]}])
    def test_a_repository_without_a_model_is_told(
        self, hub: StandInHub, lie: dict[str, object]
    ) -> None:
        hub.faults.lies = lie
        assert "no model that Dictate can use" in refusal().message

    def test_a_file_of_which_the_hub_states_no_hash_is_not_trusted(self, hub: StandInHub) -> None:
        small = [{"rfilename": name, "size": len(raw)} for name, raw in files().items()]
        hub.faults.lies = {"siblings": small}
        assert "is not what the hub states" in refusal().message

    def test_file_names_that_lead_out_of_the_folder_are_left_alone(self, hub: StandInHub) -> None:
        gguf = b"GGUF\3\0\0\0" + bytes(5000)
        evil = {"../../evil.gguf": gguf, "sub/other.gguf": gguf, "good.gguf": gguf}
        hub.repositories["me/chat"] = Repository({FIRST: evil}, FIRST)
        assert [file.name for file in ask("me/chat").files] == ["good.gguf"]

    @pytest.mark.parametrize("missing", ["config.json", "tokenizer.json", "vocabulary.json"])
    def test_a_repository_that_lacks_a_file_is_refused_before_anything_is_fetched(
        self, hub: StandInHub, missing: str
    ) -> None:
        there = {name: raw for name, raw in files().items() if name != missing}
        hub.repositories["me/half"] = Repository({FIRST: there}, FIRST)
        assert "no model that Dictate can use" in refusal("me/half").message
        assert hub.ranges() == []

    def test_what_is_no_model_for_dictate_is_told(self, hub: StandInHub) -> None:
        hub.repositories["me/other"] = Repository({FIRST: {"pytorch_model.bin": b"x"}}, FIRST)
        assert "no model that Dictate can use" in refusal("me/other").message

    @pytest.mark.parametrize("name", ["smal", "a/b/c/d", "../x", "a//b", "a b/c", ""])
    def test_a_name_that_means_nothing_is_told_without_asking(
        self, hub: StandInHub, name: str
    ) -> None:
        assert f"There is no model {name}." in refusal(name).message
        assert not hub.asked()

    def test_a_repository_that_does_not_exist_is_told(self, hub: StandInHub) -> None:
        hub.repositories.clear()
        assert refusal("nobody/nothing").message == "The hub has no model nobody/nothing."

    @pytest.mark.parametrize(("status", "says"), [(429, "too many requests"), (503, "status 503")])
    def test_a_hub_in_trouble_is_told(self, hub: StandInHub, status: int, says: str) -> None:
        plan = ask(NAME)
        hub.faults.status = status
        assert says in refusal().message
        with pytest.raises(ModelError, match=says):
            Fetch(plan, first_wait_s=0.001).run()

    @pytest.mark.parametrize("status", [408, 429, 500, 503])
    def test_a_hub_in_trouble_for_a_moment_is_asked_again(
        self, hub: StandInHub, status: int
    ) -> None:
        plan = ask(NAME)
        hub.faults.status, hub.faults.times = status, 3
        assert check_hashes(Fetch(plan, first_wait_s=0.001).run())

    @pytest.mark.parametrize("status", [403, 410])
    def test_a_hub_that_refuses_is_not_asked_again(self, hub: StandInHub, status: int) -> None:
        plan = ask(NAME)
        hub.faults.status = status
        hub.requests.clear()
        with pytest.raises(ModelError):
            Fetch(plan, first_wait_s=0.001).run()
        assert len(hub.asked()) == 1


class TestNoWay:
    def test_without_a_network_it_is_said_at_once(
        self, hub: StandInHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hub.repositories.clear()
        monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
        error = refusal()
        assert error.message == "127.0.0.1 cannot be reached: is there a network?"

    def test_a_network_that_goes_away_for_good_in_the_middle_is_told(self, hub: StandInHub) -> None:
        plan = replace(ask(NAME), endpoint="http://127.0.0.1:9")
        assert plan.endpoint != hub.endpoint
        with pytest.raises(ModelError, match="cannot be reached"):
            Fetch(plan, first_wait_s=0.001).run()

    def test_a_hub_that_says_nothing_is_given_up(
        self, hub: StandInHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("dictate.models.hub.ANSWER_S", 0.3)
        hub.faults.silent = threading.Event()
        assert refusal().message == "127.0.0.1 does not answer."

    @pytest.mark.parametrize("value", ["1", "true", "ON", "yes"])
    def test_offline_is_respected_without_a_single_request(
        self, hub: StandInHub, monkeypatch: pytest.MonkeyPatch, value: str
    ) -> None:
        monkeypatch.setenv("HF_HUB_OFFLINE", value)
        assert "HF_HUB_OFFLINE is set" in refusal().message
        assert not hub.asked()

    @pytest.mark.parametrize("endpoint", ["ftp://127.0.0.1", "127.0.0.1", "http://"])
    def test_an_endpoint_that_is_no_address_is_told(
        self, hub: StandInHub, monkeypatch: pytest.MonkeyPatch, endpoint: str
    ) -> None:
        hub.repositories.clear()
        monkeypatch.setenv("HF_ENDPOINT", endpoint)
        assert "HF_ENDPOINT" in refusal().hint

    def test_a_proxy_that_is_not_there_is_told(
        self, hub: StandInHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hub.repositories.clear()
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("HF_ENDPOINT", "http://hub.invalid")
        assert "cannot be reached" in refusal().message

    def test_a_wrong_certificate_is_refused_until_the_user_trusts_it(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        certificate, key = self_signed(tmp_path)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate, key)
        with StandInHub(tls) as hub:
            hub.repositories[REPO] = Repository({FIRST: files()}, FIRST)
            monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
            huggingface_hub.close_session()
            error = refusal()
            assert "certificate of 127.0.0.1 is not trusted" in error.message
            assert "SSL_CERT_FILE" in error.hint
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
            huggingface_hub.close_session()
            assert check_hashes(pull())
        huggingface_hub.close_session()


class TestDisk:
    def test_too_little_room_is_noticed_before_the_first_byte(
        self, hub: StandInHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        usage = shutil.disk_usage("/")
        monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=10**6))
        error = refusal()
        assert "needs 69 MB of disk, and 1 MB are free" in error.message
        assert hub.ranges() == []

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
    def test_a_disk_that_fills_up_in_the_middle_is_told(self, hub: StandInHub) -> None:
        part().parent.mkdir(parents=True)
        part().symlink_to("/dev/full")
        error = refusal()
        assert error.message == "The disk is full. What has been fetched is kept."
        assert "dictate models pull base.en" in error.hint
        assert hub.ranges() == [""]

    def test_a_folder_that_cannot_be_written_is_told(
        self, hub: StandInHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise OSError(errno.EROFS, "Read-only file system", str(models_dir()))

        monkeypatch.setattr(module, "write_record", refuse)
        error = refusal()
        assert "cannot be written (Read-only file system)" in error.message
        assert hub.ranges() == [""]

    def test_two_fetches_of_one_model_do_not_write_into_one_file(self, hub: StandInHub) -> None:
        reached, go_on = threading.Event(), threading.Event()

        def wait(_step: Step) -> None:
            reached.set()
            assert go_on.wait(timeout=20)

        first = threading.Thread(target=Fetch(ask(NAME), wait).run)
        first.start()
        assert reached.wait(timeout=20)
        assert "is being fetched already" in refusal().message
        go_on.set()
        first.join(timeout=20)
        assert check_hashes(pull())
        assert hub.ranges() == [""]


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that nobody trusts, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    about = "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -days 2"
    command = f"openssl req -x509 -newkey rsa:2048 -nodes {about}".split()
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key

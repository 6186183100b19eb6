from __future__ import annotations

import os
import time

from dictate.evaluation.bench.load import Memory, memory, processor_s


def test_work_of_this_process_is_counted() -> None:
    before_s = processor_s([])
    until_s = time.process_time() + 0.05
    while time.process_time() < until_s:
        pass
    assert 0.03 <= processor_s([None]) - before_s < 1.0


def test_a_process_that_is_gone_counts_as_nothing() -> None:
    assert processor_s([2**22 + 1]) > 0.0
    assert memory([2**22 + 1]).resident > 0.0


def test_memory_is_added_up_over_processes() -> None:
    one, two = memory([]), memory([os.getpid()])
    assert two.resident > 1.5 * one.resident
    assert one.peak >= 0.9 * one.resident


def test_of_two_measurements_the_larger_figures_count() -> None:
    assert Memory(1.0, 5.0, 2.0).or_more(Memory(3.0, 4.0, 1.0)) == Memory(3.0, 5.0, 2.0)

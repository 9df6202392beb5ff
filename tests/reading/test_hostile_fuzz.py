"""Every fuzz target on mutated seeds, a few hundred inputs each: whatever comes, it is read or refused in words.

The long run is guided by coverage: `make fuzz`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "fuzz"))

import targets

_INTERESTING = [
    b"\0",
    b"\xff" * 4,
    b"\xff\xff\xff\x7f",
    b"\0\0\0\x80",
    b"1048576",
    b"XFD",
    b"<c>",
    b'"',
    b"\n",
    b";",
    b"9" * 25,
]


@st.composite
def mutated(draw, seeds):
    """One of the seeds with up to eight pieces overwritten, put in, taken out or doubled."""
    content = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(content)))
        size = draw(st.integers(0, 40))
        piece = draw(
            st.one_of(
                st.binary(min_size=1, max_size=8),
                st.sampled_from(_INTERESTING),
                st.just(content[at : at + size]),
            )
        )
        content = content[:at] + piece + content[at + draw(st.sampled_from([0, size, len(piece)])) :]
    return content


@pytest.mark.parametrize("target", targets.TARGETS)
def test_mutated_input_is_read_or_refused_in_words(target):
    @settings(max_examples=max(settings().max_examples // 5, 1))
    @given(data=st.one_of(mutated(targets.SEEDS[target]), st.binary(max_size=200)))
    def run(data):
        targets.TARGETS[target](data)

    run()


def test_every_target_has_a_long_run():
    import run

    assert run.RUNS.keys() == targets.TARGETS.keys()
    assert sum(n for n, _ in run.RUNS.values()) >= 2_000_000

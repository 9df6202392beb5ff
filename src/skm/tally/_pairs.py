"""Second moments over questions: what the variance of an index and Cronbach's alpha are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skm.ground.errors import TallyError
from skm.tally._published import integers

Integers = NDArray[np.int64]

# More products than this (groups times questions squared, eight bytes each) are kept only when asked for.
_PRODUCTS = 1 << 23


def kept(pairs: bool | None, groups: int, questions: int) -> bool:
    """Whether second moments are kept: as asked, and for None when they take little room."""
    return bool(pairs) or (pairs is None and groups * questions**2 <= _PRODUCTS)


def added(values: Integers, at: NDArray[np.intp], groups: int) -> Integers:
    """Row r of `values` added to row at[r] of a table of `groups` rows."""
    out: Integers = np.zeros((groups, *values.shape[1:]), np.int64)
    np.add.at(out, at, values)
    return out


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Integer second moments over Q questions, for G groups.

    Below, x is an answer, 0 for a blank, and f is 1 where a question was answered and 0 for a blank.

    Parameters
    ----------
    products : int64 (G, Q, Q)
        Sum of x_i x_j over the questionnaires of the group.
    total_where_filled : int64 (G, Q, Q) or None
        Sum of x_i f_j: the total of question i over those who answered question j. None when nobody left
        a blank, since it is then the total of i.
    both_filled : int64 (G, Q, Q) or None
        Sum of f_i f_j; None just when `total_where_filled` is, since it is then n.
    """

    products: Integers
    total_where_filled: Integers | None = None
    both_filled: Integers | None = None

    @classmethod
    def of_moments(
        cls, counts: Integers, products: Integers, blanks: tuple[Integers, Integers] | None
    ) -> Pairs:
        """Pairs from what :func:`skm.tally._kernel.second_moments` gives, diagonals from the frequencies.

        With e = 1 - f, the sum of x_i f_j is the total of i less the sum of x_i e_j, and that of f_i f_j is
        n less the blanks of i and of j, plus the sum of e_i e_j.
        """
        values = np.arange(counts.shape[2])
        diagonal = np.arange(counts.shape[1])
        products = products.copy()
        products[:, diagonal, diagonal] = counts @ values**2
        if blanks is None:
            return cls(products)
        total, empty = counts @ values, counts[..., 0]
        both = counts[:, :1].sum(axis=2)[..., None] - empty[:, :, None] - empty[:, None, :] + blanks[1]
        both[:, diagonal, diagonal] += empty
        return cls(products, total[:, :, None] - blanks[0], both)

    def filled_in(self, n: Integers, total: Integers) -> tuple[Integers, Integers, Integers]:
        """All three moments (G, Q, Q), those that follow from `n` (G,) and `total` (G, Q) written out."""
        if self.total_where_filled is None or self.both_filled is None:
            shape = self.products.shape
            return (
                self.products,
                np.broadcast_to(total[:, :, None], shape),
                np.broadcast_to(n[:, None, None], shape),
            )
        return self.products, self.total_where_filled, self.both_filled

    def check(self, n: Integers, counts: Integers) -> None:
        """See that the moments can come from these frequencies.

        Raises
        ------
        TallyError
            When shapes do not fit, or moments and frequencies contradict each other.
        """
        groups, questions, width = counts.shape
        given = [m for m in (self.products, self.total_where_filled, self.both_filled) if m is not None]
        if len(given) == 2 or any(m.shape != (groups, questions, questions) for m in given):
            raise TallyError("Rekap salah bentuk: hasil kali jawaban tidak cocok dengan jumlah pertanyaan.")
        if int(n.max(initial=0)) * (width - 1) ** 2 >= 1 << 62 or any(m.min(initial=0) < 0 for m in given):
            raise TallyError("Rekap memuat hasil kali jawaban yang negatif atau terlalu besar.")
        values, top = np.arange(width), width - 1
        xx, xf, ff = self.filled_in(n, counts @ values)
        diagonals = [np.diagonal(m, axis1=1, axis2=2) for m in (xx, xf, ff)]
        filled = counts[..., 1:].sum(axis=-1)
        wanted = [counts @ values**2, counts @ values, filled]
        fits = all(np.array_equal(a, b) for a, b in zip(diagonals, wanted, strict=True))
        both = np.minimum(filled[:, :, None], filled[:, None, :])
        if (
            not fits
            or (ff > both).any()
            or (filled[:, :, None] + filled[:, None, :] - ff > n[:, None, None]).any()
            or (xf < ff).any()
            or (xf > top * ff).any()
            or (xx < np.maximum(xf, xf.swapaxes(1, 2))).any()
            or (xx > top * np.minimum(xf, xf.swapaxes(1, 2))).any()
            or any((m != m.swapaxes(1, 2)).any() for m in (xx, ff))
        ):
            raise TallyError("Hasil kali jawaban tidak cocok dengan frekuensi jawaban.")

    # As the groups of a tally are taken, pooled and added ---------------------------------------------------

    def take(self, rows: NDArray[np.intp]) -> Pairs:
        """Only the groups at these positions."""
        return Pairs(*(None if m is None else m[rows] for m in self._all))  # type: ignore[arg-type]

    def pool(self, codes: NDArray[np.intp], groups: int) -> Pairs:
        """Added up into `groups` groups, group g going to codes[g]."""
        return Pairs(*(None if m is None else added(m, codes, groups) for m in self._all))  # type: ignore[arg-type]

    @staticmethod
    def joined(parts: Sequence[tuple[Pairs, Integers, Integers]]) -> Pairs:
        """The groups of several pairs one after the other, each with its `n` and `total`."""
        if all(p.both_filled is None for p, _, _ in parts):
            return Pairs(np.concatenate([p.products for p, _, _ in parts]))
        moments = [p.filled_in(n, total) for p, n, total in parts]
        return Pairs(*(np.concatenate(m) for m in zip(*moments, strict=True)))

    def same(self, other: Pairs, order: list[int], n: Integers, total: Integers) -> bool:
        """Whether both hold the same numbers, `other` in this order; `n` and `total` are those of self."""
        mine = self.filled_in(n, total)
        yours = other.take(np.array(order, dtype=np.intp)).filled_in(n, total)
        return all(np.array_equal(a, b) for a, b in zip(mine, yours, strict=True))

    # Text and back ------------------------------------------------------------------------------------------

    def to_lists(self) -> list[Any]:
        """Plain lists: the upper triangle of a symmetric moment, rows of the one that is not."""
        upper = np.triu_indices(self.products.shape[1])
        return [
            self.products[:, *upper].tolist(),
            None if self.total_where_filled is None else self.total_where_filled.tolist(),
            None if self.both_filled is None else self.both_filled[:, *upper].tolist(),
        ]

    @classmethod
    def from_lists(cls, data: list[Any], questions: int) -> Pairs:
        """Read back what :meth:`to_lists` gave. ValueError or TypeError when it is something else."""
        products, total_where_filled, both_filled = (
            None if part is None else integers(part) for part in data
        )
        if products is None:
            raise ValueError("no products")
        i, j = np.triu_indices(questions)

        def square(triangle: Integers) -> Integers:
            out = np.zeros((len(triangle), questions, questions), np.int64)
            if len(triangle):
                out[:, i, j] = out[:, j, i] = triangle
            return out

        return cls(
            square(products),
            None if total_where_filled is None else total_where_filled.reshape(-1, questions, questions),
            None if both_filled is None else square(both_filled),
        )

    @property
    def _all(self) -> tuple[Integers, Integers | None, Integers | None]:
        return self.products, self.total_where_filled, self.both_filled

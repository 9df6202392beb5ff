"""What the change of a unit's IKM is made of: unsur, the mix of services, the guideline."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from skm.ground.numbers import decimal_id
from skm.ground.printing import Printed, Shown
from skm.pedoman import Pedoman, Unsur
from skm.result import Result

EVERYBODY = "Semua"
MIX = "Perubahan susunan layanan"
GUIDELINE = "Perubahan pedoman"


@dataclass(frozen=True, repr=False, eq=False)
class Decomposition(Printed):
    """A change of the IKM, split exactly into effects in index points.

    Parameters
    ----------
    before, after : Fraction
        The two indices.
    unsur : mapping of code to Fraction
        The effect of each unsur's rise or fall within services, by the later guideline's codes.
    services : mapping of service to Fraction
        The effect of its larger or smaller share among the respondents, relative to the unit's own level.
    pedoman : Fraction
        The effect of unsur that came or went, and of changed weights; 0 when the guideline is the same.
    names : mapping of code to str
        Names of the unsur, as printed.
    """

    before: Fraction
    after: Fraction
    unsur: Mapping[str, Fraction]
    services: Mapping[Hashable, Fraction]
    pedoman: Fraction
    names: Mapping[str, str]

    @property
    def change(self) -> Fraction:
        """The whole change: the sum of all effects, exactly."""
        return self.after - self.before

    @property
    def mix(self) -> Fraction:
        """The effect of the mix of services."""
        return sum(self.services.values(), Fraction(0))

    @property
    def frame(self) -> pd.DataFrame:
        """One row per effect: `jenis` ("unsur", "layanan", "pedoman"), `kode`, `nama`, `efek` (float64, index
        points). The rows sum to the change."""
        rows = [("unsur", kode, self.names[kode], float(e)) for kode, e in self.unsur.items()]
        rows += [("layanan", str(s), f"{MIX}: {s}", float(e)) for s, e in self.services.items()]
        rows.append(("pedoman", "", GUIDELINE, float(self.pedoman)))
        frame = pd.DataFrame(rows, columns=["jenis", "kode", "nama", "efek"])
        return frame.astype({"jenis": object, "kode": object, "nama": object, "efek": "float64"})

    @property
    def printed(self) -> pd.DataFrame:
        """As an office prints it: unsur, the mix of services as one row, the guideline, and the sum."""
        rows = [(self.names[kode], e) for kode, e in self.unsur.items()]
        rows += [(MIX, self.mix)] if self.services else []
        rows += [(GUIDELINE, self.pedoman)] if self.pedoman else []
        rows.append(("Perubahan IKM", self.change))
        signed = [(name, signed_id(effect)) for name, effect in rows]
        return pd.DataFrame(signed, columns=["Asal perubahan", "Poin IKM"], dtype=object)

    def _shown(self) -> Shown:
        headline = f"IKM {decimal_id(self.before)} menjadi {decimal_id(self.after)}"
        return headline, [self.printed], []


def signed_id(value: Fraction) -> str:
    """A change as Indonesian text with its sign: "+1,25", "-0,40", "0,00"; a half goes away from zero."""
    text = decimal_id(abs(value))
    return text if text.strip("0,") == "" else f"{'+' if value > 0 else '-'}{text}"


def decompose(before: Result, after: Result, services: str | None = "layanan") -> Decomposition:
    """Split the change of a unit's pooled IKM between two periods into effects that add up exactly.

    With p the share of a service among the filled answers to an unsur, m its NRR there, and w the unsur's
    weight in index points, IKM is the sum of w p m over unsur and services. Each product changes by

        mean(w) mean(p) change(m)                the unsur within the service,
        mean(w) (mean(m) - level) change(p)      the service's share, level = the unit's mean NRR,
        change(w) mean(NRR)                      the guideline,

    with means over the two periods, so that neither is the base. A service found in one period only has an
    effect by its share alone, an unsur found in one period only by the guideline alone.

    Parameters
    ----------
    before, after : Result
        Each with the services among its keys, or neither of them with any.
    services : str or None
        The key that tells services apart; None for unsur effects alone.

    Raises
    ------
    ValueError
        When one period has no index, or only one of them tells services apart.

    References
    ----------
    Kitagawa, E. M. (1955). Components of a difference between two rates. Journal of the American Statistical
    Association 50, 1168-1194.

    Examples
    --------
    >>> from skm.tally import Tally
    >>> def survey(ktp, skck):
    ...     kode = [f"U{i}" for i in range(1, 10)]
    ...     totals = pd.DataFrame({"KTP": [ktp] * 9, "SKCK": [skck] * 9}, index=kode)
    ...     return Result(Tally.from_totals(totals, n=30))
    >>> effect = decompose(survey(90, 96), survey(99, 96))
    >>> effect.change, sum(effect.unsur.values()) + effect.mix + effect.pedoman == effect.change
    (Fraction(15, 4), True)
    """
    earlier, later = before.ikm_exact, after.ikm_exact
    if earlier is None or later is None:
        raise ValueError("one of the two periods has no index, so its change cannot be split")
    old, new = (_parts(r, services) for r in (before, after))
    if services is not None and (services in before.tally.keys) != (services in after.tally.keys):
        raise ValueError(f"only one of the two periods has the key {services!r}; use services=None")
    same = matches(before.pedoman, after.pedoman)
    unsur: dict[str, Fraction] = {}
    mix = dict.fromkeys([*old, *(s for s in new if s not in old)], Fraction(0))
    guideline = Fraction(0)
    came = {u: i for i, u in enumerate(after.pedoman.kode)}
    weights = [[b * r.pedoman.faktor for b in r.pedoman.bobot] for r in (before, after)]
    for i, kode in enumerate(before.pedoman.kode):
        nrr = _nrr(old, i)
        if kode not in same:
            guideline -= weights[0][i] * nrr
            continue
        j = came.pop(same[kode])
        w = (weights[0][i] + weights[1][j]) / 2
        level = (nrr + _nrr(new, j)) / 2
        guideline += (weights[1][j] - weights[0][i]) * level
        within = Fraction(0)
        for service in mix:
            p0, m0 = _share(old, service, i)
            p1, m1 = _share(new, service, j)
            m0, m1 = (m0 if m0 is not None else m1), (m1 if m1 is not None else m0)
            if m0 is None or m1 is None:
                continue
            within += (p0 + p1) / 2 * (m1 - m0)
            mix[service] += w * ((m0 + m1) / 2 - level) * (p1 - p0)
        unsur[same[kode]] = w * within
    guideline += sum((weights[1][j] * _nrr(new, j) for j in came.values()), Fraction(0))
    names = dict(zip(after.pedoman.kode, after.pedoman.nama_unsur, strict=True))
    return Decomposition(
        earlier, later, unsur, mix if services in before.tally.keys else {}, guideline, names
    )


def matches(before: Pedoman, after: Pedoman) -> dict[str, str]:
    """Which unsur of one guideline is which of another, code to code: by name, else by one shared alias.

    Codes alone prove nothing: U8 is Maklumat Pelayanan in 2014 and Penanganan Pengaduan in 2017.
    """

    def known(unsur: Unsur, alias: bool) -> set[str]:
        return {name.casefold() for name in (unsur.nama, *(unsur.alias if alias else ()))}

    found: dict[str, str] = {}
    for alias in (False, True):
        pairs = [
            (a.kode, b.kode)
            for a in before.unsur
            for b in after.unsur
            if a.kode not in found and b.kode not in found.values() and known(a, alias) & known(b, alias)
        ]
        left, right = ([p[side] for p in pairs] for side in (0, 1))
        found |= {a: b for a, b in pairs if left.count(a) == 1 and right.count(b) == 1}
    return found


Parts = dict[Hashable, list[tuple[int, int]]]


def _parts(result: Result, services: str | None) -> Parts:
    """Filled answers and their total, per service and unsur."""
    keyed = services is not None and services in result.tally.keys
    tally = result.tally.pool([services] if keyed and services else [])
    filled, total = (x.tolist() for x in tally.per_unsur())
    names = tally.groups.iloc[:, 0].tolist() if keyed else [EVERYBODY]
    return {
        name: list(zip(f, t, strict=True)) for name, f, t in zip(names, filled, total, strict=True) if any(f)
    }


def _nrr(parts: Parts, unsur: int) -> Fraction:
    filled, total = (sum(p[unsur][side] for p in parts.values()) for side in (0, 1))
    return Fraction(total, filled)


def _share(parts: Parts, service: Hashable, unsur: int) -> tuple[Fraction, Fraction | None]:
    """The service's share of the filled answers to an unsur, and its NRR there; None without answers."""
    filled, total = parts[service][unsur] if service in parts else (0, 0)
    everybody = sum(p[unsur][0] for p in parts.values())
    return Fraction(filled, everybody), Fraction(total, filled) if filled else None

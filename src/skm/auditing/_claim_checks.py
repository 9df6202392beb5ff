"""Claims held against a survey: reproduced, different (and why), or not checkable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from skm.auditing._findings import DIFFERENT, SAME, UNCHECKED, Cause, Cell, causes_of
from skm.auditing._mistakes import NO_CLASS, Mistake, catalogue, class_catalogue, pairs
from skm.auditing._published_tables import LETTERS, Claim, rounded, slip, text_of
from skm.auditing._recomputation import RIGHT, Known, Way
from skm.reading.questionnaire.vocabulary import plain

# A quantity is made of those before it: what is printed wrong there may be carried on.
_ORDER = ("total", "n", "nrr", "tertimbang", "indeks")
# Changes that have a meaning where only figures over all unsur are known.
_WHOLE = frozenset({"bobot", "sum_places", "factor", "of_groups", "truncated"})

Values = tuple[Fraction, Fraction]


def check(claims: Sequence[Claim], known: Known) -> list[Cell]:
    """One cell for each claim, in their order."""
    cells: dict[int, Cell] = {}
    numbers = [i for i, c in enumerate(claims) if c.besaran not in LETTERS]
    made_of = sorted(numbers, key=lambda i: (_ORDER.index(claims[i].besaran), claims[i].layanan is None,
                                             claims[i].unsur is None))  # fmt: skip
    for i in made_of:
        cells[i] = _number(i, claims, cells, known)
    _exchanged(claims, cells, known)
    for i, claim in enumerate(claims):
        if claim.besaran in LETTERS:
            cells[i] = _letter(claim, claims, cells, known)
    return [cells[i] for i in range(len(claims))]


# Numbers ------------------------------------------------------------------------------------------


def _number(at: int, claims: Sequence[Claim], cells: dict[int, Cell], known: Known) -> Cell:
    claim = claims[at]
    cell = Cell(claim.tabel, claim.baris, claim.kolom, claim.tercetak)
    if claim.number is None:
        return replace(cell, keterangan="bukan angka")
    values = {r: v for r in claim.readings if (v := _values(RIGHT, claim, r, known)) is not None}
    if not values:
        return _empty_as_zero(cell, claim, known)
    number = claim.number
    if any(number.shows(*v) for v in values.values()):
        if at in known.loose:
            return replace(cell, keterangan="tidak ada angka lain yang menentukannya")
        return replace(cell, status=SAME, keterangan=_blank_remark(claim, known))
    if any(number.shows(*v) for v in _wide_values(claim, known)):
        low, high = next(iter(values.values()))
        remark = f"tanpa jawaban kosong seharusnya {text(low, high, claim)}; periksa dengan jawabannya"
        return replace(cell, keterangan=remark)
    nearest = sorted(values, key=lambda r: abs(values[r][0] - number.value) / max(values[r][0], Fraction(1)))
    causes: tuple[Cause, ...] = ()
    reading = nearest[0]
    for reading in nearest:
        if causes := explain(claim, reading, known, text(*values[reading], claim)):
            break
    reading = reading if causes else nearest[0]
    low, high = values[reading]
    if _may_be_blanks(claim, high, known):
        return replace(cell, keterangan="hanya cocok bila ada jawaban kosong; periksa dengan jawabannya")
    fix = text(low, high, claim)
    causes = _carried_on(claim, reading, claims, cells, known) or _misread_n(claim, fix, known) or causes
    if (claim.layanan, claim.unsur) in known.doubtful:
        remark = "tidak sejalan dengan angka lain unsur ini; salah satunya salah"
    else:
        remark = (
            "" if low == high else "tanpa jawaban hanya diketahui rentangnya; sebabnya mungkin, tidak pasti"
        )
    return replace(
        cell,
        status=DIFFERENT,
        seharusnya=fix,
        causes=causes,
        letter_changes=_changes(claim, reading, low, high, known),
        keterangan=remark,
    )


def _empty_as_zero(cell: Cell, claim: Claim, known: Known) -> Cell:
    """A figure without answers behind it: missing, never 0."""
    empty = (
        known.own and known.low.group(claim.layanan) is not None and claim.number and claim.number.value == 0
    )
    if not empty:
        return replace(cell, keterangan="tidak ada angka lain yang menentukannya")
    cause = Cause("B14", "kelompok tanpa jawaban dihitung 0")
    return replace(cell, status=DIFFERENT, seharusnya="–", causes=(cause,))


def explain(claim: Claim, reading: str, known: Known, fix: str) -> tuple[Cause, ...]:
    """The known mistakes that print exactly what the claim has: single ones, a slip, else two at once."""
    assert claim.number is not None
    single = [m for m in catalogue(known.low.pedoman) if _allowed(m, claim, known)]
    found = causes_of(m for m in single if _prints(m, claim, reading, known))
    slips = [s for right in _possible(fix, claim.number.places) if (s := slip(claim.tercetak.strip(), right))]
    if slips:
        found += (Cause("B18", f"salah tulis: {slips[0]}"),)
    if not found:
        found = causes_of(m for m in pairs(tuple(single)) if _prints(m, claim, reading, known))
    return found


def _possible(fix: str, places: int) -> list[str]:
    """What may have been meant: the corrected value, also with the decimals printed, or any in a range."""
    ends = [Fraction(end.replace(",", ".")) for end in fix.split("–")]
    if len(ends) == 1:
        return list(dict.fromkeys((fix, text_of(ends[0], places))))
    first, last = (int(rounded(end, places) * 10**places) for end in ends)
    return [text_of(Fraction(x, 10**places), places) for x in range(first, min(last, first + 100) + 1)]


def _allowed(mistake: Mistake, claim: Claim, known: Known) -> bool:
    return claim.layanan not in known.whole or {name for name, _ in mistake.way} <= _WHOLE


def _prints(mistake: Mistake, claim: Claim, reading: str, known: Known) -> bool:
    way = Way(**dict(mistake.way))
    values = _values(way, claim, reading, known)
    if values is None or claim.number is None:
        return False
    low, high = (way.show(v, claim.number.places) for v in values)
    return low <= claim.number.value <= high


def _values(way: Way, claim: Claim, reading: str, known: Known) -> Values | None:
    low = way.value(known.low, reading, claim.layanan, claim.unsur)
    if low is None or known.low is known.high:
        return None if low is None else (low, low)
    high = way.value(known.high, reading, claim.layanan, claim.unsur)
    return None if high is None else (low, high)


def _wide_values(claim: Claim, known: Known) -> list[Values]:
    """What the claim can state at the widest, for each of its readings."""
    if known.wide is None:
        return []
    spans = [
        [RIGHT.value(s, reading, claim.layanan, claim.unsur) for s in known.wide]
        for reading in claim.readings
    ]
    return [(low, high) for low, high in spans if low is not None and high is not None]


def text(low: Fraction, high: Fraction, claim: Claim) -> str:
    """The corrected value: counts whole, all else with the decimals of its column, two at least."""
    places = 0 if claim.besaran in ("total", "n") else max(claim.places, 2)
    first, last = text_of(low, places), text_of(high, places)
    return first if first == last else f"{first}–{last}"


def _blank_remark(claim: Claim, known: Known) -> str:
    if claim.unsur is None or claim.besaran in ("total", "n"):
        return ""
    fewest, most = known.blanks.get((claim.layanan, claim.unsur), (0, 0))
    many = str(most) if fewest == most else f"{fewest} sampai {most}"
    return f"cocok bila {many} jawaban kosong" if most else ""


def _may_be_blanks(claim: Claim, high: Fraction, known: Known) -> bool:
    """Whether blank answers, which raise every mean, could have made the printed value."""
    derived = claim.besaran in ("nrr", "tertimbang", "indeks")
    counted = not known.own and claim.layanan in known.exact and claim.layanan not in known.confirmed
    return bool(derived and counted and claim.number and claim.number.value > high)


def _changes(claim: Claim, reading: str, low: Fraction, high: Fraction, known: Known) -> bool:
    pedoman = known.low.pedoman
    if claim.number is None or claim.besaran != "indeks" or reading == "index_sum":
        return False
    return pedoman.mutu_of(claim.number.value) not in (pedoman.mutu_of(low), pedoman.mutu_of(high))


def _misread_n(claim: Claim, fix: str, known: Known) -> tuple[Cause, ...]:
    if claim.besaran != "n" or claim.unsur is not None or claim.number is None:
        return ()
    received = claim.layanan is None and claim.number.value == known.received
    what = ": yang masuk, termasuk yang disisihkan" if received else ""
    found = [Cause("B13", f"jumlah responden yang tercetak bukan jumlah di balik indeksnya{what}")]
    if what := slip(claim.tercetak.strip(), fix):
        found.append(Cause("B18", f"salah tulis: {what}"))
    return tuple(found)


def _carried_on(
    claim: Claim, reading: str, claims: Sequence[Claim], cells: dict[int, Cell], known: Known
) -> tuple[Cause, ...]:
    """The wrong cell that this one was made of, when that gives exactly what is printed."""
    assert claim.number is not None
    wrong = [(claims[i], c) for i, c in cells.items() if c.status == DIFFERENT]
    for source, cell in wrong:
        if source.number is None:
            continue
        if _ORDER.index(source.besaran) < _ORDER.index(claim.besaran) and source.besaran != "n":
            if (source.layanan, source.unsur) != (claim.layanan, claim.unsur):
                continue
            was = _values(RIGHT, source, source.readings[0], known)
            now = _values(RIGHT, claim, reading, known)
            if (
                was
                and now
                and was[0]
                and claim.number.shows(*(v / was[0] * source.number.value for v in now))
            ):
                return (_carried(source, cell),)
        elif source.besaran == claim.besaran == "total" and source is not claim and _part_of(source, claim):
            value = _values(RIGHT, claim, reading, known)
            was = _values(RIGHT, source, "total", known)
            if value and was and claim.number.shows(value[0] + source.number.value - was[0]):
                return (_carried(source, cell),)
    sums = [c for c in claims if c.besaran == claim.besaran and _part_of(c, claim) and c.number]
    bad = [cell for source, cell in wrong if source in sums]
    if bad and claim.number.value == sum(c.number.value for c in sums if c.number):
        return (Cause(_code(bad[0]), "dijumlahkan dari angka tercetak yang salah"),)
    return ()


def _part_of(part: Claim, whole: Claim) -> bool:
    """Whether a total is summed into another: a cell into its row or column, those into the grand total."""
    if part.unsur is not None and whole.unsur is not None:
        return part.unsur == whole.unsur and part.layanan is not None and whole.layanan is None
    return part.unsur is not None and whole.unsur is None and part.layanan == whole.layanan


def _carried(source: Claim, cell: Cell) -> Cause:
    return Cause(_code(cell), f"dihitung dari {source.kolom} {source.baris} yang tercetak {source.tercetak}")


def _code(cell: Cell) -> str:
    return cell.causes[0].kode if cell.causes else ""


def _exchanged(claims: Sequence[Claim], cells: dict[int, Cell], known: Known) -> None:
    """Mark unsur that stand with each other's values: the same numbers, in another order."""
    groups: dict[tuple[str | None, str], list[int]] = {}
    for i, c in cells.items():
        if c.status == DIFFERENT and claims[i].unsur is not None:
            groups.setdefault((claims[i].layanan, claims[i].besaran), []).append(i)
    for wrong in groups.values():
        owners = {i: [j for j in wrong if cells[j].seharusnya == claims[i].tercetak] for i in wrong}
        same = sorted(claims[i].tercetak for i in wrong) == sorted(cells[i].seharusnya for i in wrong)
        if same and all(
            any(_stands_for(claims[i], claims[j], claims, known) for j in owners[i]) for i in wrong
        ):
            for i in wrong:
                names = " atau ".join(claims[j].baris for j in owners[i])
                cause = Cause("B12", f"nilai {names}: kolom dicocokkan menurut urutan, bukan nama")
                cells[i] = replace(cells[i], causes=(cause, *cells[i].causes))


def _stands_for(claim: Claim, owner: Claim, claims: Sequence[Claim], known: Known) -> bool:
    """Whether every number of an unsur is that of the other one."""
    for c in claims:
        if (
            (c.layanan, c.unsur) == (claim.layanan, claim.unsur)
            and c.number is not None
            and c.besaran not in LETTERS
        ):
            values = _values(RIGHT, replace(c, unsur=owner.unsur), c.besaran, known)
            if values is None or not c.number.shows(*values):
                return False
    return True


# Letters ------------------------------------------------------------------------------------------


def _letter(claim: Claim, claims: Sequence[Claim], cells: dict[int, Cell], known: Known) -> Cell:
    pedoman = known.low.pedoman
    cell = Cell(claim.tabel, claim.baris, claim.kolom, claim.tercetak)
    reading = "ikm" if claim.unsur is None else "indeks"
    values = _values(RIGHT, claim, reading, known)
    if values is None:
        return replace(cell, keterangan="tidak ada indeks yang menentukannya")
    classes = [m.huruf for m in pedoman.mutu]
    best, worst = (classes.index(pedoman.mutu_of(v).huruf) for v in reversed(values))
    right = pedoman.mutu[best : worst + 1]
    found = _found(claim, known)
    if found in {m.huruf for m in right}:
        return replace(cell, status=SAME)
    wide = replace(claim, readings=(reading,))
    possible = {classes.index(pedoman.mutu_of(v).huruf) for pair in _wide_values(wide, known) for v in pair}
    if found in classes and possible and min(possible) <= classes.index(found) <= max(possible):
        return replace(cell, keterangan="hanya cocok bila ada jawaban kosong; periksa dengan jawabannya")
    better = found in classes[:best]
    if better and not known.own and claim.layanan in known.exact and claim.layanan not in known.confirmed:
        return replace(cell, keterangan="hanya cocok bila ada jawaban kosong; periksa dengan jawabannya")
    wording = " atau ".join(m.huruf if claim.besaran == "mutu" else m.kinerja for m in right)
    causes = _explain_letter(found, claim, reading, values, claims, cells, known)
    return replace(cell, status=DIFFERENT, seharusnya=wording, causes=causes, letter_changes=True)


def _found(claim: Claim, known: Known) -> str:
    """The letter a cell names, by itself or by its wording."""
    words = plain(claim.tercetak)
    for m in known.low.pedoman.mutu:
        letter, wording = plain(m.huruf), plain(m.kinerja)
        if words in (letter, wording, f"{letter} {wording}"):
            return m.huruf
    return claim.tercetak.strip()


def _explain_letter(
    found: str,
    claim: Claim,
    reading: str,
    values: Values,
    claims: Sequence[Claim],
    cells: dict[int, Cell],
    known: Known,
) -> tuple[Cause, ...]:
    pedoman = known.low.pedoman
    same = [i for i, c in enumerate(claims) if (c.layanan, c.unsur) == (claim.layanan, claim.unsur)]
    index = next((i for i in same if claims[i].besaran == "indeks" and claims[i].number), None)
    printed = None if index is None else claims[index].number
    wrong_index = index is not None and cells[index].status == DIFFERENT
    graded = class_catalogue(pedoman)
    if wrong_index and printed is not None:
        if found == pedoman.mutu_of(printed.value).huruf:
            return cells[index].causes or (Cause("", "menurut indeks yang tercetak"),)  # type: ignore[index]
        basis = (printed.value, printed.value)
    else:
        basis = values

    def fits(m: Mistake) -> bool:
        made = basis
        if m.way and not wrong_index:
            there = _values(Way(**dict(m.way)), claim, reading, known)
            if there is None:
                return False
            made = there
        return any(found in m.grade(v, pedoman) for v in made)

    causes = causes_of(m for m in graded if fits(m))
    if not causes and printed is None:
        causes = causes_of(m for m in catalogue(pedoman) if _allowed(m, claim, known) and fits(m))
    if not causes:
        causes = causes_of(m for m in pairs(graded) if fits(m))
    if not causes and found in NO_CLASS:
        return (Cause("B1", "tidak diberi kelas"),) if rounded(values[0], 2) != values[0] else ()
    return causes


__all__ = ["UNCHECKED", "check", "explain", "text"]

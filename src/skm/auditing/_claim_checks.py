"""Claims held against a survey: reproduced, different (and why), or not checkable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from skm.auditing._findings import DIFFERENT, SAME, Cause, Cell, causes_of, slip_causes
from skm.auditing._mistakes import NO_CLASS, Mistake, catalogue, class_catalogue, pairs
from skm.auditing._printed_numbers import rounded, text_of
from skm.auditing._published_tables import Claim
from skm.auditing._recomputation import Interval, Known, Method
from skm.reading.questionnaire.vocabulary import plain

# A quantity is made of those before it: a wrong one may be carried on into those after it.
_ORDER = ("total", "n", "nrr", "tertimbang", "indeks")
# Changes that have a meaning where only figures over all unsur are known.
_WHOLE = frozenset({"bobot", "sum_places", "factor", "of_groups", "truncated"})
UNDETERMINED = "tidak ada angka lain yang menentukannya"
_ONLY_WITH_BLANKS = "hanya cocok bila ada jawaban kosong; periksa dengan jawabannya"


def check_claims(claims: Sequence[Claim], known: Known) -> list[Cell]:
    """One cell for each claim, in their order."""
    checks = _Checks(claims, known)
    numbers = [i for i, c in enumerate(claims) if not c.is_letter]
    numbers.sort(key=lambda i: (_ORDER.index(claims[i].quantity), *(x is None for x in claims[i].scope)))
    for i in numbers:
        checks.cells[i] = checks.number(i)
    checks.mark_exchanged()
    for i, claim in enumerate(claims):
        if claim.is_letter:
            checks.cells[i] = checks.letter(claim)
    return [checks.cells[i] for i in range(len(claims))]


def explain(claim: Claim, reading: str, known: Known, fix: str) -> tuple[Cause, ...]:
    """The known mistakes that print exactly what the claim has: single ones and slips, else two at once."""
    assert claim.number is not None
    single = tuple(m for m in catalogue(known.pedoman) if _applies(m, claim, known))
    found = causes_of(m for m in single if _prints(m, claim, reading, known))
    found += slip_causes(claim.tercetak.strip(), _candidates(fix, claim.number.places))
    return found or causes_of(m for m in pairs(single) if _prints(m, claim, reading, known))


def _candidates(fix: str, places: int) -> list[str]:
    """What may have been meant: the corrected value, also with the decimals printed, or any in a range."""
    ends = [Fraction(end.replace(",", ".")) for end in fix.split("–")]
    if len(ends) == 1:
        return [fix, text_of(ends[0], places)]
    first, last = (int(rounded(end, places) * 10**places) for end in ends)
    return [text_of(Fraction(x, 10**places), places) for x in range(first, min(last, first + 100) + 1)]


def _applies(mistake: Mistake, claim: Claim, known: Known) -> bool:
    return claim.layanan not in known.whole or {name for name, _ in mistake.method} <= _WHOLE


def _prints(mistake: Mistake, claim: Claim, reading: str, known: Known) -> bool:
    method = Method(**dict(mistake.method))
    span = known.span(reading, *claim.scope, method)
    if span is None or claim.number is None:
        return False
    low, high = (method.show(v, claim.number.places) for v in span)
    return low <= claim.number.value <= high


def correction(low: Fraction, high: Fraction, claim: Claim) -> str:
    """The corrected value: counts whole, all else with the decimals of its column, two at least."""
    places = 0 if claim.quantity in ("total", "n") else max(claim.places, 2)
    first, last = text_of(low, places), text_of(high, places)
    return first if first == last else f"{first}–{last}"


@dataclass
class _Checks:
    """The claims of one table, what is known of their survey, and the cells checked so far, by position."""

    claims: Sequence[Claim]
    known: Known
    cells: dict[int, Cell] = field(default_factory=dict)

    def number(self, at: int) -> Cell:
        """Check a claim that states a number."""
        claim, known = self.claims[at], self.known
        cell, number = _cell(claim), claim.number
        if number is None:
            return cell.unchecked("bukan angka")
        spans = {r: s for r in claim.readings if (s := known.span(r, *claim.scope))}
        if not spans:
            return self._without_answers(cell, claim)
        if any(number.shows(*s) for s in spans.values()):
            if at in known.loose:
                return cell.unchecked(UNDETERMINED)
            return replace(cell, status=SAME, keterangan=self._blank_remark(claim))
        wide = [known.span(r, *claim.scope, wide=True) for r in claim.readings]
        if any(s and number.shows(*s) for s in wide):
            fix = correction(*next(iter(spans.values())), claim)
            return cell.unchecked(f"tanpa jawaban kosong seharusnya {fix}; periksa dengan jawabannya")
        return self._wrong_number(cell, claim, spans)

    def _wrong_number(self, cell: Cell, claim: Claim, spans: dict[str, Interval]) -> Cell:
        assert claim.number is not None
        value, known = claim.number.value, self.known
        nearest = sorted(spans, key=lambda r: abs(spans[r][0] - value) / max(spans[r][0], Fraction(1)))
        explained = ((r, explain(claim, r, known, correction(*spans[r], claim))) for r in nearest)
        reading, causes = next((x for x in explained if x[1]), (nearest[0], ()))
        low, high = spans[reading]
        derived = claim.quantity in ("nrr", "tertimbang", "indeks")
        if derived and value > high and known.may_have_blanks(claim.layanan):  # blanks raise every mean
            return cell.unchecked(_ONLY_WITH_BLANKS)
        fix = correction(low, high, claim)
        causes = self._carried_on(claim, spans[reading]) or self._other_n(claim, fix) or causes
        remark = ""
        if claim.scope in known.doubtful:
            remark = "tidak sejalan dengan angka lain unsur ini; salah satunya salah"
        elif low != high:
            remark = "tanpa jawaban hanya diketahui rentangnya; sebabnya mungkin, tidak pasti"
        graded = claim.quantity == "indeks" and reading != "index_sum"
        mutu_of = known.pedoman.mutu_of
        changes = graded and mutu_of(value) not in (mutu_of(low), mutu_of(high))
        return cell.wrong(fix, causes, remark, letter_changes=changes)

    def _without_answers(self, cell: Cell, claim: Claim) -> Cell:
        """A figure without answers behind it: missing, never 0."""
        known = self.known
        empty = known.own and known.low.group(claim.layanan) is not None
        if empty and claim.number and claim.number.value == 0:
            return cell.wrong("–", (Cause("B14", "kelompok tanpa jawaban dihitung 0"),))
        return cell.unchecked(UNDETERMINED)

    def _blank_remark(self, claim: Claim) -> str:
        if claim.unsur is None or claim.quantity in ("total", "n"):
            return ""
        fewest, most = self.known.blanks.get((claim.layanan, claim.unsur), (0, 0))
        many = str(most) if fewest == most else f"{fewest} sampai {most}"
        return f"cocok bila {many} jawaban kosong" if most else ""

    def _other_n(self, claim: Claim, fix: str) -> tuple[Cause, ...]:
        if claim.quantity != "n" or claim.unsur is not None or claim.number is None:
            return ()
        received = claim.layanan is None and claim.number.value == self.known.received
        what = ": yang masuk, termasuk yang disisihkan" if received else ""
        cause = Cause("B13", f"jumlah responden yang tercetak bukan jumlah di balik indeksnya{what}")
        return (cause, *slip_causes(claim.tercetak.strip(), [fix]))

    def _carried_on(self, claim: Claim, now: Interval) -> tuple[Cause, ...]:
        """The wrong cell that this one was made of, when that gives exactly what is printed."""
        number = claim.number
        assert number is not None
        wrong = [(self.claims[i], c) for i, c in self.cells.items() if c.status == DIFFERENT]
        for source, cell in wrong:
            was = self.known.span(source.readings[0], *source.scope)
            if was is None or source.number is None:
                continue
            printed = source.number.value
            if source.quantity != "n" and _ORDER.index(source.quantity) < _ORDER.index(claim.quantity):
                carried = source.scope == claim.scope and was[0] != 0
                carried = carried and number.shows(*(v / was[0] * printed for v in now))
            else:
                carried = source.quantity == claim.quantity == "total" and _part_of(source, claim)
                carried = carried and number.shows(now[0] + printed - was[0])
            if carried:
                what = f"dihitung dari {source.kolom} {source.baris} yang tercetak {source.tercetak}"
                return (Cause(_code(cell), what),)
        parts = [c for c in self.claims if c.quantity == claim.quantity and _part_of(c, claim) and c.number]
        bad = [cell for source, cell in wrong if source in parts]
        if bad and number.value == sum(c.number.value for c in parts if c.number):
            return (Cause(_code(bad[0]), "dijumlahkan dari angka tercetak yang salah"),)
        return ()

    def mark_exchanged(self) -> None:
        """Mark unsur that stand with each other's values: the same numbers, in another order."""
        claims, cells = self.claims, self.cells
        groups: dict[tuple[str | None, str], list[int]] = {}
        for i, c in cells.items():
            if c.status == DIFFERENT and claims[i].unsur is not None:
                groups.setdefault((claims[i].layanan, claims[i].quantity), []).append(i)
        for wrong in groups.values():
            if sorted(claims[i].tercetak for i in wrong) != sorted(cells[i].seharusnya for i in wrong):
                continue
            owners = {i: [j for j in wrong if cells[j].seharusnya == claims[i].tercetak] for i in wrong}
            if all(any(self._stands_for(claims[i], claims[j]) for j in owners[i]) for i in wrong):
                for i in wrong:
                    names = " atau ".join(claims[j].baris for j in owners[i])
                    cause = Cause("B12", f"nilai {names}: kolom dicocokkan menurut urutan, bukan nama")
                    cells[i] = replace(cells[i], causes=(cause, *cells[i].causes))

    def _stands_for(self, claim: Claim, owner: Claim) -> bool:
        """Whether every number of an unsur is that of the other one."""
        for c in self.claims:
            if c.scope == claim.scope and c.number is not None:
                span = self.known.span(c.quantity, c.layanan, owner.unsur)
                if span is None or not c.number.shows(*span):
                    return False
        return True

    def letter(self, claim: Claim) -> Cell:
        """Check a claim that states a class."""
        known, pedoman = self.known, self.known.pedoman
        cell = _cell(claim)
        reading = "ikm" if claim.unsur is None else "indeks"
        span = known.span(reading, *claim.scope)
        if span is None:
            return cell.unchecked("tidak ada indeks yang menentukannya")
        classes = [m.huruf for m in pedoman.mutu]

        def position(ikm: Fraction) -> int:
            return classes.index(pedoman.mutu_of(ikm).huruf)

        best, worst = position(span[1]), position(span[0])
        right = pedoman.mutu[best : worst + 1]
        found = self._class_named(claim)
        if found in {m.huruf for m in right}:
            return cell.right()
        if found in classes:
            at, wide = classes.index(found), known.span(reading, *claim.scope, wide=True)
            possible = wide is not None and position(wide[1]) <= at <= position(wide[0])
            if possible or (at < best and known.may_have_blanks(claim.layanan)):
                return cell.unchecked(_ONLY_WITH_BLANKS)
        wording = " atau ".join(m.huruf if claim.quantity == "mutu" else m.kinerja for m in right)
        causes = self._explain_letter(found, claim, reading, span)
        return cell.wrong(wording, causes, letter_changes=True)

    def _class_named(self, claim: Claim) -> str:
        """The letter of the class that a cell names, by the letter itself or by its wording."""
        words = plain(claim.tercetak)
        for m in self.known.pedoman.mutu:
            letter, wording = plain(m.huruf), plain(m.kinerja)
            if words in (letter, wording, f"{letter} {wording}"):
                return m.huruf
        return claim.tercetak.strip()

    def _explain_letter(self, found: str, claim: Claim, reading: str, span: Interval) -> tuple[Cause, ...]:
        known, pedoman, claims = self.known, self.known.pedoman, self.claims
        same = (
            i for i, c in enumerate(claims) if c.scope == claim.scope and c.quantity == "indeks" and c.number
        )
        index = next(same, None)
        printed = None if index is None else claims[index].number
        basis = span
        wrong_index = index is not None and self.cells[index].status == DIFFERENT
        if wrong_index and index is not None and printed is not None:
            if found == pedoman.mutu_of(printed.value).huruf:
                return self.cells[index].causes or (Cause("", "menurut indeks yang tercetak"),)
            basis = (printed.value, printed.value)

        def fits(m: Mistake) -> bool:
            made: Interval | None = basis
            if m.method and not wrong_index:
                made = known.span(reading, *claim.scope, Method(**dict(m.method)))
            return made is not None and any(found in m.grade(v, pedoman) for v in made)

        graded = class_catalogue(pedoman)
        causes = causes_of(m for m in graded if fits(m))
        if not causes and index is None:
            causes = causes_of(m for m in catalogue(pedoman) if _applies(m, claim, known) and fits(m))
        causes = causes or causes_of(m for m in pairs(graded) if fits(m))
        if not causes and found in NO_CLASS:
            return (Cause("B1", "tidak diberi kelas"),) if rounded(span[0], 2) != span[0] else ()
        return causes


def _cell(claim: Claim) -> Cell:
    return Cell(claim.tabel, claim.baris, claim.kolom, claim.tercetak)


def _part_of(part: Claim, whole: Claim) -> bool:
    """Whether a total is summed into another: a cell into its row or column, those into the grand total."""
    if part.unsur is not None and whole.unsur is not None:
        return part.unsur == whole.unsur and part.layanan is not None and whole.layanan is None
    return part.unsur is not None and whole.unsur is None and part.layanan == whole.layanan


def _code(cell: Cell) -> str:
    return cell.causes[0].kode if cell.causes else ""

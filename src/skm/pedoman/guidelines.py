"""Survey guidelines (pedoman) as values: unsur, questions, scale, bobot, mutu classes; and grading.

The three national guidelines are TOML files in ``skm/data``, in the format that an office can use for its own
guideline; see :meth:`Pedoman.from_toml`.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from skm.ground.errors import PedomanError
from skm.ground.numbers import Exact, exact, round_half_up
from skm.ground.packaged import data_text


@dataclass(frozen=True, slots=True)
class Pertanyaan:
    """One question of the questionnaire.

    Parameters
    ----------
    kode : str
        Its code, unique in the guideline: ``"U1"``, or ``"P7"`` where an unsur has several questions.
    teks : str
        The question as printed.
    label : tuple of str
        The answer labels for nilai 1, 2, ..., in that order; empty when only numbers are answered.
    """

    kode: str
    teks: str = field(default="", compare=False)
    label: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Unsur:
    """One unsur (element of service) with its question or questions.

    Parameters
    ----------
    kode, nama : str
        ``"U1"`` in code and columns, ``"Persyaratan"`` on paper.
    definisi : str
        What the unsur means, in a sentence.
    alias : tuple of str
        Other names in headings.
    pertanyaan : tuple of Pertanyaan
        Its questions; by default one, with the code and the name of the unsur. The nilai of an unsur with
        several questions is the sum of their answers divided by the number of filled answers.
    """

    kode: str
    nama: str
    definisi: str = field(default="", compare=False)
    alias: tuple[str, ...] = field(default=(), compare=False)
    pertanyaan: tuple[Pertanyaan, ...] = ()

    def __post_init__(self) -> None:
        if not self.pertanyaan:
            object.__setattr__(self, "pertanyaan", (Pertanyaan(self.kode, self.nama),))


@dataclass(frozen=True, slots=True)
class Mutu:
    """One class of the index: its letter, its wording, and its lower bound.

    A class *is* its lower bound (in index points, two decimals): the upper bounds printed in the regulation
    leave gaps (76,60 to 76,61) into which an unrounded index falls.
    """

    huruf: str
    kinerja: str
    ikm_min: Decimal


@dataclass(frozen=True, slots=True)
class Pedoman:
    """A survey guideline: its unsur, its scale, its weights and its classes, best class first.

    Parameters
    ----------
    nama : str
        Name as printed with results, such as ``"PermenPANRB 14/2017"``.
    unsur : tuple of Unsur
        In the guideline's order.
    mutu : tuple of Mutu
        Best first, lower bounds strictly falling. The last class takes everything below.
    nilai_max : int
        Answers run from 1 to this number; 2 to 100.
    bobot : tuple of Fraction
        Weight of each unsur, summing to exactly 1; by default exactly 1/k each, never 0.11.
    sumber : str
        Where the guideline is published.

    Raises
    ------
    PedomanError
        When codes, answer labels of one question or letters of classes repeat, a label is the number of
        another nilai, weights do not sum to exactly 1, or classes are out of order.

    Examples
    --------
    >>> PERMENPANRB_14_2017.bobot[0]
    Fraction(1, 9)
    >>> PERMENPANRB_14_2017.mutu_of(Fraction(76605, 1000)).huruf
    'B'
    """

    nama: str
    unsur: tuple[Unsur, ...]
    mutu: tuple[Mutu, ...]
    nilai_max: int = 4
    bobot: tuple[Fraction, ...] = ()
    sumber: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "unsur", tuple(self.unsur))
        object.__setattr__(self, "mutu", tuple(self.mutu))
        if not self.unsur:
            raise PedomanError(f"Pedoman {self.nama!r} tidak memuat satu unsur pun.")
        bobot = tuple(map(exact, self.bobot)) or (Fraction(1, len(self.unsur)),) * len(self.unsur)
        object.__setattr__(self, "bobot", bobot)
        if fault := self._fault():
            problem, *place = fault
            raise _InconsistentError(f"Pedoman {self.nama!r}: {problem}", place)

    def _fault(self) -> tuple[str, ...] | None:
        """What is inconsistent in the guideline, and texts that lead to its place; None if nothing is."""
        if repeated := _repeated(u.kode for u in self.unsur) or _repeated(self.pertanyaan_kode):
            return (f"kode {', '.join(repeated)} dipakai lebih dari sekali.", *[f'"{repeated[0]}"'] * 2)
        if repeated := _repeated(u.nama for u in self.unsur):
            return (f"nama {', '.join(repeated)} dipakai lebih dari sekali.", *[f'"{repeated[0]}"'] * 2)
        if not 2 <= self.nilai_max <= 100:
            return (f"nilai_max {self.nilai_max}; seharusnya 2 sampai 100.", "nilai_max")
        if len(self.bobot) != len(self.unsur):
            return (
                f"{len(self.bobot)} bobot untuk {len(self.unsur)} unsur; beri setiap unsur bobot, atau hapus "
                "semuanya agar sama besar.",
                "bobot",
            )
        if sum(self.bobot) != 1 or min(self.bobot) <= 0:
            return (
                f"jumlah bobot {sum(self.bobot)}; semuanya harus lebih dari 0 dan jumlahnya tepat 1. Tulis "
                'pecahannya, misalnya "1/9", bukan 0.11.',
                "bobot",
            )
        for p in self.pertanyaan:
            if problem := p.label and _fault_of_labels(p.label, self.nilai_max):
                return (f"pertanyaan {p.kode} memuat {problem}", f'"{p.kode}"', "label")
        return self._fault_of_classes()

    def _fault_of_classes(self) -> tuple[str, ...] | None:
        """As :meth:`_fault`, for the classes; the first wrong bound by its place in the list."""
        if not self.mutu:
            return ("kelas mutu harus ada.", "mutu")
        if repeated := _repeated(m.huruf for m in self.mutu):
            second = [i for i, m in enumerate(self.mutu, start=1) if m.huruf == repeated[0]][1]
            return (f"huruf mutu {', '.join(repeated)} dipakai lebih dari sekali.", *["huruf"] * second)
        for i, m in enumerate(self.mutu):
            place = ["ikm_min"] * (i + 1)
            if not Decimal(m.ikm_min).is_finite() or not 0 <= m.ikm_min <= 100:
                return (f"batas bawah mutu {m.huruf} {m.ikm_min}; seharusnya bilangan 0 sampai 100.", *place)
            if m.ikm_min != round_half_up(m.ikm_min):
                return (f"batas bawah mutu {m.huruf} {m.ikm_min}; paling banyak dua desimal.", *place)
            if i and m.ikm_min >= self.mutu[i - 1].ikm_min:
                return (
                    f"batas bawah mutu {m.huruf} {m.ikm_min}, tidak di bawah kelas sebelumnya; batas bawah "
                    "harus menurun.",
                    *place,
                )
        return None

    def __repr__(self) -> str:
        return f"Pedoman({self.nama!r}, {len(self.unsur)} unsur, nilai 1-{self.nilai_max})"

    @property
    def pertanyaan(self) -> tuple[Pertanyaan, ...]:
        """All questions, in the order of the unsur (Q of them)."""
        return tuple(p for u in self.unsur for p in u.pertanyaan)

    @property
    def pertanyaan_kode(self) -> tuple[str, ...]:
        """The code of each question: the columns of a checked answer sheet."""
        return tuple(p.kode for p in self.pertanyaan)

    @property
    def kode(self) -> tuple[str, ...]:
        """The code of each unsur: the index of every frame per unsur."""
        return tuple(u.kode for u in self.unsur)

    @property
    def nama_unsur(self) -> tuple[str, ...]:
        """The name of each unsur, as printed."""
        return tuple(u.nama for u in self.unsur)

    @property
    def faktor(self) -> Fraction:
        """Index points per point of nilai: 25 on the 1 to 4 scale, 100/nilai_max in general."""
        return Fraction(100, self.nilai_max)

    def mutu_of(self, ikm: Exact) -> Mutu:
        """The class of an index, rounded half up to two decimals as it is printed.

        Parameters
        ----------
        ikm : Fraction, Decimal or int
            Exact index in points, 25 to 100 on the 1 to 4 scale.

        Raises
        ------
        TypeError
            For a float: ``sum(nrr / 9) * 25`` makes 64.99999999999999 of a true 65.
        """
        if isinstance(ikm, float):
            raise TypeError("mutu_of takes an exact number (Fraction, Decimal or int), not a float")
        published = round_half_up(ikm)
        return next((m for m in self.mutu if published >= m.ikm_min), self.mutu[-1])

    # An office's own guideline, made from another ---------------------------------------------------------

    def rename(self, names: Mapping[str, str], *, nama: str | None = None) -> Pedoman:
        """The same guideline with some unsur renamed, as in ``{"U8": "Maklumat Pelayanan"}``.

        Definition, question and aliases of a renamed unsur are dropped, because its meaning may have changed;
        replace the unsur with :meth:`drop` and :meth:`add` to keep them.
        """
        self._require(names)
        unsur = tuple(Unsur(u.kode, names[u.kode]) if u.kode in names else u for u in self.unsur)
        return dataclasses.replace(self, unsur=unsur, nama=nama or self._adapted)

    def add(self, *unsur: Unsur, nama: str | None = None) -> Pedoman:
        """The same guideline with more unsur; every bobot becomes 1/k again."""
        return dataclasses.replace(self, unsur=self.unsur + unsur, bobot=(), nama=nama or self._adapted)

    def drop(self, *kode: str, nama: str | None = None) -> Pedoman:
        """The same guideline without some unsur; every bobot becomes 1/k again."""
        self._require(kode)
        unsur = tuple(u for u in self.unsur if u.kode not in kode)
        return dataclasses.replace(self, unsur=unsur, bobot=(), nama=nama or self._adapted)

    def with_bobot(self, bobot: Mapping[str, Exact | str], *, nama: str | None = None) -> Pedoman:
        """The same guideline with the given weight for every unsur; they must sum to exactly 1."""
        if set(bobot) != set(self.kode):
            raise KeyError(f"bobot is needed for exactly these unsur: {list(self.kode)}")
        weights = tuple(_fraction(bobot[k], self.nama) for k in self.kode)
        return dataclasses.replace(self, bobot=weights, nama=nama or self._adapted)

    def with_scale(self, nilai_max: int, *, nama: str | None = None) -> Pedoman:
        """The same guideline answered from 1 to `nilai_max`; answer labels are dropped."""
        unsur = tuple(
            dataclasses.replace(u, pertanyaan=tuple(dataclasses.replace(p, label=()) for p in u.pertanyaan))
            for u in self.unsur
        )
        return dataclasses.replace(
            self, unsur=unsur, nilai_max=nilai_max, nama=nama or f"{self.nama}, skala 1-{nilai_max}"
        )

    def with_questions(self, number: Mapping[str, int], *, nama: str | None = None) -> Pedoman:
        """The same guideline with several questions for some unsur, coded "U1.1", "U1.2", ...

        Each has the answer labels of the unsur's first question.
        """
        self._require(number)
        unsur = tuple(
            dataclasses.replace(
                u,
                pertanyaan=tuple(
                    dataclasses.replace(u.pertanyaan[0], kode=f"{u.kode}.{i}")
                    for i in range(1, number[u.kode] + 1)
                ),
            )
            if number.get(u.kode, 1) > 1
            else u
            for u in self.unsur
        )
        total = sum(len(u.pertanyaan) for u in unsur)
        return dataclasses.replace(self, unsur=unsur, nama=nama or f"{self.nama}, {total} pertanyaan")

    def _require(self, kode: Iterable[str]) -> None:
        if unknown := set(kode) - set(self.kode):
            raise KeyError(f"no unsur {sorted(unknown)} in {self.nama}")

    @property
    def _adapted(self) -> str:
        return f"{self.nama.removesuffix(_ADAPTED)}{_ADAPTED}"

    # Text and back ----------------------------------------------------------------------------------------

    @classmethod
    def from_toml(cls, text: str) -> Pedoman:
        """A guideline from the text of a TOML file.

        Keys: ``nama``; ``nilai_max`` (4 when left out); ``mutu``, a list of ``huruf``, ``kinerja``,
        ``ikm_min`` (text, "88.31"); ``unsur``, a list of ``kode``, ``nama`` and, where wanted,
        ``definisi``, ``alias``, ``bobot`` (text, "1/9"), ``teks`` and ``label`` of its question or a list
        ``pertanyaan`` of ``kode``, ``teks``, ``label``. The name of a national guideline in place of either
        list stands for the list of that guideline.

        Raises
        ------
        PedomanError
            When the text is not TOML, a key is missing or unknown, or the guideline is inconsistent; the
            message names the line.

        Examples
        --------
        >>> own = Pedoman.from_toml('nama = "Kecamatan X"\\nunsur = "PermenPANRB 16/2014"\\n'
        ...                         'mutu = "PermenPANRB 14/2017"')
        >>> own.unsur[7].nama, own.mutu[0].ikm_min
        ('Maklumat Pelayanan', Decimal('88.31'))
        """
        try:
            return cls.from_dict(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise PedomanError(f"Berkas pedoman bukan TOML yang sah: {error}") from error
        except RecursionError as error:
            deep = re.search(r"([\[{]\s*){50}", text)
            line = text.count("\n", 0, deep.start() if deep else None) + 1
            raise PedomanError(f"baris {line}: berkas pedoman bersarang terlalu dalam.") from error
        except _InconsistentError as error:
            line = _line_of(error.place, text)
            raise PedomanError(f"baris {line}: {error}" if line else str(error)) from error

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Pedoman:
        """A guideline from the mapping that :meth:`to_dict` writes; keys as in :meth:`from_toml`."""
        try:
            nama = str(data["nama"])
            unsur, bobot = _unsur_of(data["unsur"], nama)
            mutu = _mutu_of(data["mutu"])
            nilai_max = data.get("nilai_max", 4)
            sumber = str(data.get("sumber", ""))
        except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
            raise PedomanError(
                f"Pedoman tidak lengkap atau salah bentuk ({error!r}). Yang diperlukan: nama, unsur "
                "(kode, nama), mutu (huruf, kinerja, ikm_min)."
            ) from error
        if type(nilai_max) is not int:
            raise PedomanError(f"Pedoman {nama!r}: nilai_max {nilai_max!r} bukan bilangan bulat.")
        if unknown := set(data) - {"nama", "unsur", "mutu", "nilai_max", "sumber"}:
            raise PedomanError(f"Pedoman {nama!r}: kunci tidak dikenal: {', '.join(sorted(unknown))}.")
        return cls(nama, unsur, mutu, nilai_max, bobot, sumber)

    def to_dict(self) -> dict[str, Any]:
        """The guideline as lists and text, ready for JSON; :meth:`from_dict` is the inverse."""
        return {
            "nama": self.nama,
            "sumber": self.sumber,
            "nilai_max": self.nilai_max,
            "mutu": [{"huruf": m.huruf, "kinerja": m.kinerja, "ikm_min": str(m.ikm_min)} for m in self.mutu],
            "unsur": [
                {
                    "kode": u.kode,
                    "nama": u.nama,
                    "definisi": u.definisi,
                    "alias": list(u.alias),
                    "bobot": str(b),
                    "pertanyaan": [
                        {"kode": p.kode, "teks": p.teks, "label": list(p.label)} for p in u.pertanyaan
                    ],
                }
                for u, b in zip(self.unsur, self.bobot, strict=True)
            ],
        }


_ADAPTED = ", disesuaikan"


class _InconsistentError(PedomanError):
    """A guideline that contradicts itself; the texts `place` lead to the fault, one behind the other."""

    def __init__(self, problem: str, place: Iterable[str]) -> None:
        super().__init__(problem)
        self.place = tuple(place)


def _line_of(place: Iterable[str], text: str) -> int:
    """The line of a TOML text to which these texts lead, each searched behind the one before; 0 for none."""
    text = re.sub(r"(?m)^\s*#.*$", "", text.replace("'", '"'))
    at = -1
    for mark in place:
        found = text.find(mark, at + 1)
        at = found if found >= 0 else at
    return text.count("\n", 0, at) + 1 if at >= 0 else 0


def _fault_of_labels(labels: tuple[str, ...], nilai_max: int) -> str | None:
    """What is wrong with the labels of one question, after "memuat"; None if nothing is."""
    if len(labels) != nilai_max:
        return f"{len(labels)} label jawaban untuk nilai 1 sampai {nilai_max}."
    forms = [unicodedata.normalize("NFKC", label).casefold() for label in labels]
    if repeated := _repeated(" ".join(re.findall(r"\w+", form)) or form for form in forms):
        return (
            f'label jawaban "{repeated[0]}" lebih dari sekali (tanda baca dan huruf besar tidak dibedakan).'
        )
    for nilai, (label, form) in enumerate(zip(labels, forms, strict=True), start=1):
        number = re.fullmatch(r"\W*(\d+)\W*", form)
        if number and int(number[1]) != nilai:
            return (
                f'label jawaban "{label}" untuk nilai {nilai}; label berupa angka harus sama dengan nilainya.'
            )
    return None


def _repeated(values: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [v for v in values if v in seen or seen.add(v)]  # type: ignore[func-returns-value]


def _fraction(value: Exact | str, nama: str) -> Fraction:
    if isinstance(value, float):
        raise PedomanError(f'Pedoman {nama!r}: bobot {value!r} harus ditulis sebagai teks, misalnya "1/9".')
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError, TypeError) as error:
        raise PedomanError(f'Pedoman {nama!r}: bobot {value!r} bukan pecahan seperti "1/9".') from error


_UNSUR_KEYS = {"kode", "nama", "definisi", "alias", "bobot", "teks", "label", "pertanyaan"}


def _unsur_of(data: Any, nama: str) -> tuple[tuple[Unsur, ...], tuple[Fraction, ...]]:
    if isinstance(data, str):
        base = of_name(data)
        return base.unsur, base.bobot
    unsur = []
    for row in data:
        if unknown := set(row) - _UNSUR_KEYS:
            raise PedomanError(f"Pedoman {nama!r}: kunci unsur tidak dikenal: {', '.join(sorted(unknown))}.")
        kode, own = str(row["kode"]), str(row["nama"])
        questions = row.get("pertanyaan") or [
            {"kode": kode, "teks": row.get("teks", own), "label": row.get("label", [])}
        ]
        unsur.append(
            Unsur(
                kode,
                own,
                str(row.get("definisi", "")),
                tuple(row.get("alias", ())),
                tuple(
                    Pertanyaan(str(q["kode"]), str(q.get("teks", "")), tuple(q.get("label", ())))
                    for q in questions
                ),
            )
        )
    bobot = tuple(_fraction(row["bobot"], nama) for row in data if "bobot" in row)
    return tuple(unsur), bobot


def _mutu_of(data: Any) -> tuple[Mutu, ...]:
    if isinstance(data, str):
        return of_name(data).mutu
    return tuple(Mutu(str(row["huruf"]), str(row["kinerja"]), Decimal(str(row["ikm_min"]))) for row in data)


def of_name(nama: str) -> Pedoman:
    """The national guideline of that name.

    Raises
    ------
    PedomanError
        When there is none of that name.
    """
    for pedoman in NATIONAL:
        if pedoman.nama.casefold() == nama.strip().casefold():
            return pedoman
    known = ", ".join(f'"{p.nama}"' for p in NATIONAL)
    raise PedomanError(f"Pedoman {nama!r} tidak dikenal. Yang ada: {known}; atau nama berkas .toml.")


def _packaged(name: str) -> Pedoman:
    return Pedoman.from_toml(data_text(name))


NATIONAL: tuple[Pedoman, ...] = ()
PERMENPANRB_14_2017 = _packaged("permenpanrb_14_2017.toml")
KEPMENPAN_25_2004 = _packaged("kepmenpan_25_2004.toml")
NATIONAL = (PERMENPANRB_14_2017, KEPMENPAN_25_2004)  # the next one takes its classes from here by name
PERMENPANRB_16_2014 = _packaged("permenpanrb_16_2014.toml")
NATIONAL = (PERMENPANRB_14_2017, PERMENPANRB_16_2014, KEPMENPAN_25_2004)

"""Text files that are not whole: findings 1 and 8."""

from __future__ import annotations

from office_files import UNSUR, Book, Page, Refused, Text, add, digits, maybe, numbered, people, right

A = digits("343434343", "433343334", "223343343", "344434434")
HEAD = ",".join([*UNSUR, "Saran"])


def lines(*remarks: str, answers=A, delimiter: str = ",", head: str = HEAD) -> str:
    """A file of answers and remarks; the remarks are written as they are given."""
    rows = [head, *(",".join(map(str, r)) + "," + s for r, s in zip(answers, remarks, strict=True))]
    return "\n".join(rows).replace(",", delimiter) + "\n"


# --- 1: a quotation mark that is never closed -----------------------------------------------------------------

NEVER = Refused(("baris 3", ("kutip", "petik")))
opened = ("baik", '"tolong kursinya ditambah', "cukup", "baik")
add(
    "quote_never_closed",
    1,
    "a remark opens a quotation mark in line 3 and nothing closes it",
    Text(lines(*opened)),
    NEVER,
)
add("quote_never_closed_semicolon", 1, "the same with semicolons", Text(lines(*opened, delimiter=";")), NEVER)
add(
    "quote_never_closed_tsv",
    1,
    "the same with tabs",
    Text(lines(*opened, delimiter="\t"), "survei.tsv"),
    NEVER,
)
add(
    "quote_never_closed_txt",
    1,
    "the same as .txt with tabs",
    Text(lines(*opened, delimiter="\t"), "survei.txt"),
    NEVER,
)
add(
    "quote_never_closed_utf16",
    1,
    "the same in UTF-16",
    Text(lines(*opened, delimiter="\t"), "survei.txt", encoding="utf-16"),
    NEVER,
)
add(
    "quote_never_closed_crlf",
    1,
    "the same with Windows line ends and a byte order mark",
    Text(lines(*opened).replace("\n", "\r\n"), encoding="utf-8-sig"),
    NEVER,
)
add(
    "quote_never_closed_streamed",
    1,
    "the same as a large file",
    Text(lines(*opened)),
    Refused((("kutip", "petik"),)),
    stream=True,
)
add(
    "quote_never_closed_tsv_streamed",
    1,
    "tabs, as a large file",
    Text(lines(*opened, delimiter="\t"), "survei.tsv"),
    Refused((("kutip", "petik"),)),
    stream=True,
)
add(
    "quote_never_closed_last_line",
    1,
    "it is opened in the last line; nobody is lost",
    Text(lines("baik", "baik", "baik", '"terima kasih')),
    maybe(A, words=("baris 5",)),
)
add(
    "quote_never_closed_first_field",
    1,
    "the service of the third respondent opens it",
    Text(
        "Layanan,"
        + ",".join(UNSUR)
        + "\n"
        + "".join(
            f"{s},{','.join(map(str, r))}\n" for s, r in zip(["KTP", "KTP", '"KK', "KTP"], A, strict=True)
        )
    ),
    Refused(("baris 4",)),
)
add(
    "quote_never_closed_many",
    1,
    "thirty respondents, the mark in the second",
    Text(lines("baik", '"kurang', *["baik"] * 28, answers=people(30, 11))),
    NEVER,
)
closed_late = ("baik", '"mohon antrean dibenahi', "cukup", 'petugas bilang "sabar"')
add(
    "quote_closed_two_lines_later",
    1,
    "opened in line 3, closed by a stray mark in line 5: two respondents inside one cell",
    Text(lines(*closed_late)),
    maybe(A, words=("baris 3",)),
)
add(
    "quote_closed_two_lines_later_streamed",
    1,
    "the same as a large file",
    Text(lines(*closed_late)),
    maybe(A),
    stream=True,
)
swallowed = ("baik", '"satu', 'dua"', "baik")
add(
    "quote_around_one_record",
    1,
    "opened in line 3 and closed in line 4: one respondent inside a cell",
    Text(lines(*swallowed)),
    maybe(A, words=("baris 3",)),
)
add(
    "quote_around_one_record_tsv",
    1,
    "the same with tabs",
    Text(lines(*swallowed, delimiter="\t"), "survei.tsv"),
    maybe(A, words=("baris 3",)),
)
add(
    "quote_opened_in_the_middle",
    1,
    "a mark in the middle of an unquoted remark is no quotation",
    Text(lines("baik", 'kata "bagus', "cukup", "baik")),
    right(A),
)
add(
    "quote_doubled",
    1,
    "doubled marks inside a quoted remark",
    Text(lines("baik", '"katanya ""cepat"", nyatanya lama"', "cukup", "baik")),
    right(A),
)
add(
    "quote_with_lines",
    1,
    "a quoted remark of three lines without delimiters",
    Text(lines("baik", '"pertama\nkedua\nketiga"', "cukup", "baik")),
    right(A),
)
add(
    "quote_with_lines_streamed",
    1,
    "the same as a large file",
    Text(lines("baik", '"pertama\nkedua\nketiga"', "cukup", "baik")),
    maybe(A),
    stream=True,
)
add(
    "quote_with_commas_and_lines",
    1,
    "a quoted remark of two lines with a comma in each",
    Text(lines("baik", '"loket, kursi\nparkir, toilet"', "cukup", "baik")),
    right(A),
)
add(
    "quote_text_after_closing",
    1,
    "text after the closing mark",
    Text(lines("baik", '"cepat" sekali', "cukup", "baik")),
    right(A),
)
add(
    "quote_single",
    1,
    "single quotation marks are letters",
    Text(lines("baik", "'cepat", "jum'at", "baik")),
    right(A),
)
add(
    "quote_typographic",
    1,
    "typographic marks are letters",
    Text(lines("baik", "“cepat", "cukup", "baik")),
    right(A),
)
add(
    "quote_all_fields",
    1,
    "every field is quoted",
    Text("\n".join(",".join(f'"{v}"' for v in r) for r in [UNSUR, *A]) + "\n"),
    right(A),
)
add(
    "quote_in_heading_never_closed",
    1,
    "the heading of the remarks opens a mark",
    Text(
        HEAD.replace("Saran", '"Saran') + "\n" + "\n".join(",".join(map(str, r)) + ",baik" for r in A) + "\n"
    ),
    Refused(),
)
add(
    "quote_example_inside",
    1,
    "a remark that quotes another questionnaire line by line",
    Text(lines("baik", '"seperti tahun lalu:\n4,4,4,4,4,4,4,4,4,ok"', "cukup", "baik")),
    maybe(A, words=("baris 3",)),
)

# --- 8: ragged rows -------------------------------------------------------------------------------------------

body = [[i + 1, 17 + i, *r, "KTP"] for i, r in enumerate(A)]
ragged_head = ["No", "Usia", *UNSUR, "Layanan"]


def typed(rows, delimiter=","):
    return "\n".join(delimiter.join(map(str, r)) for r in [ragged_head, *rows]) + "\n"


def told(line: int) -> Refused:
    return Refused((f"baris {line}",))


comma = [list(r) for r in body]
comma[2][1] = "17,3"
add(
    "ragged_decimal_comma",
    8,
    "an age of 17,3 without quotation marks in line 4 moves the answers",
    Text(typed(comma)),
    maybe(A, words=("baris 4",)),
)
add("ragged_decimal_comma_streamed", 8, "the same as a large file", Text(typed(comma)), maybe(A), stream=True)
everyone = [[n, f"{a},5", *rest] for n, a, *rest in body]
add(
    "ragged_decimal_comma_everyone",
    8,
    "every age has an unquoted decimal comma",
    Text(typed(everyone)),
    maybe(A, words=("baris 2",)),
)
early = [list(r) for r in body]
early[1][1] = "Tuan, 30"
add(
    "ragged_name_with_comma",
    8,
    "an unquoted comma before the answers in line 3",
    Text(typed(early)),
    maybe(A, words=("baris 3",)),
)
short = [list(r) for r in body]
del short[1][4]
add("ragged_answer_missing", 8, "line 3 lacks one field among the answers", Text(typed(short)), told(3))
add("ragged_answer_missing_semicolon", 8, "the same with semicolons", Text(typed(short, ";")), told(3))
add("ragged_answer_missing_tsv", 8, "the same with tabs", Text(typed(short, "\t"), "survei.tsv"), told(3))
add(
    "ragged_answer_missing_streamed",
    8,
    "the same as a large file",
    Text(typed(short)),
    Refused(),
    stream=True,
)
cut = [list(r) for r in body]
cut[3] = cut[3][:6]
add(
    "ragged_file_cut_off",
    8,
    "the file ends in the middle of the last line",
    Text(typed(cut).rstrip("\n")),
    told(5),
)
late = [[*r[:-1], "KTP, KK"] for r in body[:1]] + body[1:]
add(
    "ragged_service_with_comma",
    8,
    "an unquoted comma in the last column: the answers are in place",
    Text(typed(late)),
    maybe(A, words=("baris 2",)),
)
remark = lines("baik", "kursi, meja, kipas", "cukup", "baik")
add(
    "ragged_remark_with_commas",
    8,
    "unquoted commas in the remark, the last column",
    Text(remark),
    maybe(A, words=("baris 3",)),
)
add("ragged_remark_with_commas_streamed", 8, "the same as a large file", Text(remark), maybe(A), stream=True)
no_remark = (
    "\n".join([HEAD, *(",".join(map(str, r)) + (",baik" if i % 2 else "") for i, r in enumerate(A))]) + "\n"
)
add(
    "ragged_last_column_left_out",
    8,
    "lines end after U9 where there is no remark",
    Text(no_remark),
    maybe(A, words=("baris",)),
)
longer = "\n".join([",".join(UNSUR), *(",".join(map(str, r)) + ",,," for r in A)]) + "\n"
add("ragged_empty_fields_at_the_end", 8, "three empty fields after each respondent", Text(longer), right(A))
extra = (
    "\n".join([",".join(UNSUR), *(",".join(map(str, r)) + (",4" if i == 2 else "") for i, r in enumerate(A))])
    + "\n"
)
add("ragged_tenth_answer", 8, "one respondent has ten answers", Text(extra), told(4))
doubled = (
    "\n".join(
        [
            ",".join(["No", *UNSUR]),
            *(
                f"{i + 1}," + (",".join(map(str, r)) if i != 1 else "3,3,3,3,3,3,3,3,3,3,3")
                for i, r in enumerate(A)
            ),
        ]
    )
    + "\n"
)
add("ragged_eleven_answers", 8, "one respondent has eleven answers", Text(doubled), told(3))
mixed = (
    "\n".join(
        [
            ";".join(UNSUR),
            *(";".join(map(str, r)) if i < 2 else ",".join(map(str, r)) for i, r in enumerate(A)),
        ]
    )
    + "\n"
)
add(
    "ragged_two_delimiters",
    8,
    "the last two lines have commas in a file of semicolons",
    Text(mixed),
    maybe(A, words=("baris 4",)),
)
joined = (
    "\n".join(
        [
            ",".join(UNSUR),
            ",".join(map(str, A[0])),
            ",".join(map(str, A[1])) + "," + ",".join(map(str, A[2])),
            ",".join(map(str, A[3])),
        ]
    )
    + "\n"
)
add(
    "ragged_two_records_in_a_line",
    8,
    "a lost line end: two respondents in line 3",
    Text(joined),
    maybe(A, words=("baris 3",)),
)
titled = "Rekap SKM\nKelurahan Contoh\n" + Page().head(["No", *UNSUR]).data(numbered(A)).text(";")
add("ragged_title_lines", 8, "title lines have one field each; that is no fault", Text(titled), right(A))
footer = Page().head(["No", *UNSUR]).data(numbered(A)).text(";") + "\nDicetak oleh aplikasi SKM\n"
add("ragged_footer_line", 8, "a footer of one field below", Text(footer), right(A))
add(
    "ragged_headings_shorter",
    8,
    "the heading of the remarks was forgotten",
    Text("\n".join([",".join(UNSUR), *(",".join(map(str, r)) + ",baik" for r in A)]) + "\n"),
    maybe(A, words=("baris",)),
)
add(
    "ragged_index_column",
    8,
    "an index column without heading: each record is one longer",
    Text("\n".join([",".join(UNSUR), *(f"{i}," + ",".join(map(str, r)) for i, r in enumerate(A, 1))]) + "\n"),
    maybe(A, words=("baris",)),
)
add(
    "ragged_control_workbook",
    8,
    "the same rows in a workbook cannot be ragged",
    Book(Page().head(ragged_head).data(body)),
    right(A, {"KTP": A}),
)

"""``skm periksa``, and the options of ``skm rekap`` for what was found and for users served."""

from random import Random

from test_cli import HEAD, LAYANAN, PEDOMAN, words


def suspicious(folder):
    """40 different questionnaires, and one of them six times more."""
    random = Random(1)
    rows = [f"{i + 20},{random.choice('LP')},{','.join(random.choices('1234', k=9))}" for i in range(40)]
    path = folder / "survei.csv"
    path.write_text("\n".join([f"usia,jenis_kelamin,{HEAD}", *rows, *[rows[7]] * 6, ""]), encoding="utf-8")
    return path


def test_the_screen_names_rows_and_the_option_that_sets_them_aside(run, tmp_path):
    code, out, err = run("periksa", suspicious(tmp_path))
    assert (code, err) == (0, "")
    assert "Pemeriksaan mutu data, 46 kuesioner" in out
    assert "- duplikat" in out
    assert "Baris: 42-47" in out
    assert "skm rekap --sisihkan duplikat" in out
    assert "apply(" not in out
    assert "rows(" not in out


def test_what_a_rule_found_is_set_aside_only_when_asked_and_accounted_for(run, tmp_path):
    path = suspicious(tmp_path)
    assert "Kuesioner masuk 46 = dipakai 46 + disisihkan 0" in run("rekap", path)[1]
    code, out, _ = run("rekap", path, "--sisihkan", "duplikat")
    assert code == 0
    assert "Kuesioner masuk 46 = dipakai 40 + disisihkan 6" in out


def test_an_unknown_rule_is_refused_with_those_there_are(run):
    code, out, err = run("rekap", LAYANAN[0], *PEDOMAN, "--sisihkan", "curang")
    assert (code, out) == (2, "")
    assert "--sisihkan: aturan curang tidak dikenal. Yang ada: duplikat, mirip" in err


def test_users_served_give_warnings_of_small_samples(run):
    code, out, err = run("rekap", LAYANAN[0], *PEDOMAN, "--pengguna", "KTP=5.200", "--pengguna", "Umum=900")
    assert code == 0
    assert "Umum 35 dari 269 yang diperlukan; KTP 30 dari 358 yang diperlukan" in words(err)
    assert "86,00" in out
    _, whole, err = run("rekap", LAYANAN[0], *PEDOMAN, "--pengguna", "120")
    assert "100 dari 92 yang diperlukan" not in err
    _, plain, _ = run("rekap", LAYANAN[0], *PEDOMAN)
    assert whole != plain  # nearly everybody was asked: the interval is narrower


def test_users_served_that_cannot_be_are_refused(run):
    for args, code, said in (
        (["Umum=30"], 1, "lebih kecil daripada 35 kuesionernya"),
        (["KK=30"], 2, "tidak ada kelompok KK. Yang ada: Umum, KTP, IUMKM, SKCK"),
        (["banyak"], 2, "bukan bilangan bulat 1 atau lebih"),
        (["KTP=900", "5000"], 2, "jangan keduanya"),
    ):
        options = [part for value in args for part in ("--pengguna", value)]
        got, out, err = run("rekap", LAYANAN[0], *PEDOMAN, *options)
        assert (got, out) == (code, "")
        assert said in err

"""Hypothesis profiles: 30 examples by default, ``--hypothesis-profile=thorough`` for the long run.

``brief`` is for the run that measures coverage, which is slow and must not depend on chance. Tests marked ``long``
are left out of ``make test``; ``make long`` runs them.
"""

import contextlib
import io

import pytest
from hypothesis import HealthCheck, Phase, settings

# A program with tools of its own, which looking for docstring examples would import
collect_ignore = ["mutants.py"]

slow_is_fine = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("default", max_examples=30, deadline=None, suppress_health_check=slow_is_fine)
settings.register_profile("thorough", max_examples=20_000, deadline=None, suppress_health_check=slow_is_fine)
settings.register_profile(
    "brief", max_examples=25, derandomize=True, deadline=None, suppress_health_check=slow_is_fine
)
settings.register_profile(
    "mutants", settings.get_profile("brief"), max_examples=10, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("default")


@pytest.fixture
def run(capsys):
    """Run a command of skm: its exit code, what it printed, what it said on the side."""
    from skm.cli import main

    def command(*args):
        code = main([str(a) for a in args])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return command


@pytest.fixture
def workplace(tmp_path, monkeypatch):
    """An empty folder with the sample data in `contoh`, and pyplot without windows."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    from skm.cli import main

    monkeypatch.chdir(tmp_path)
    with contextlib.redirect_stdout(io.StringIO()):
        assert main(["contoh", "contoh"]) == 0
    with mpl.rc_context({"backend": "agg"}):
        yield tmp_path
        plt.close("all")

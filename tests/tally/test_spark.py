"""Spark for real: a standalone cluster on the loopback, a worker of which is killed while it counts.

Runs where Java and pyspark are installed, and says so where they are not.
"""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from skm.tally.counting import count
from surveys import as_parquet, survey

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed"),
    pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed"),
    # pyspark itself warns of pandas 3 and leaves its pipes and sockets to the garbage collector
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

START = 90  # seconds for a process of the cluster to say that it is up
SLOW = 0.004  # seconds a row takes, so that a worker can be killed while it counts


def _spark_class(name, *arguments, log, folder):
    """A process of the cluster; what it says goes to `log`."""
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(folder),
        "PYSPARK_PYTHON": sys.executable,
    }
    return subprocess.Popen(
        [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", *arguments],
        stdout=log.open("w"),
        stderr=subprocess.STDOUT,
        env=environment,
        start_new_session=True,
    )


def _said(log, pattern):
    """Wait until a process says this."""
    end = time.monotonic() + START
    while time.monotonic() < end:
        if found := re.search(pattern, log.read_text(errors="replace")):
            return found
        time.sleep(0.2)
    raise AssertionError(f"{log.name} never said {pattern}:\n{log.read_text(errors='replace')[-2000:]}")


def _kill(process):
    """Kill a process and all it started, as a machine that loses its power would."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """One master and two workers; the address and the workers."""
    folder = tmp_path_factory.mktemp("spark")
    started = []
    try:
        log = folder / "master.log"
        local = ("--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        started.append(_spark_class("master.Master", *local, log=log, folder=folder))
        address = _said(log, r"spark://127\.0\.0\.1:\d+")[0]
        workers = []
        for number in (1, 2):
            work = folder / f"worker{number}"
            log = folder / f"worker{number}.log"
            arguments = (*local, "--cores", "1", "--memory", "1g", "--work-dir", str(work), address)
            workers.append(_spark_class("worker.Worker", *arguments, log=log, folder=work))
            started.append(workers[-1])
        for number in (1, 2):
            _said(folder / f"worker{number}.log", "Successfully registered with master")
        yield address, workers
    finally:
        for process in started:
            _kill(process)


@pytest.fixture(scope="module")
def spark(cluster):
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    session = (
        SparkSession.builder.master(cluster[0])
        .appName("skm")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.executor.memory", "512m")
        .config("spark.executor.cores", "1")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.default.parallelism", "4")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def executors(spark):
    """How many executors the driver holds to be alive."""
    return spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1


def test_spark_gives_the_same_tally_and_tells_answers_that_are_none(spark, tmp_path):
    import skm

    frame = survey()
    table = spark.read.parquet(str(as_parquet(frame, tmp_path)))
    assert count(table, ["tahun", "layanan"], pairs=True) == count(frame, ["tahun", "layanan"], pairs=True)
    assert skm.summarize(table, by="layanan").ikm == skm.summarize(frame, by="layanan").ikm
    frame.loc[[10, 20, 30], "U2"] = 5
    (tmp_path / "lain").mkdir()
    table = spark.read.parquet(str(as_parquet(frame, tmp_path / "lain")))
    with pytest.raises(skm.ResponseError, match=r'kolom "U2": 5 bukan nilai 1 sampai 4'):
        count(table)
    assert count(table, "layanan", invalid="drop") == count(frame, "layanan", invalid="drop")


def test_a_worker_killed_while_counting_changes_nothing(spark, cluster, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    from pyspark.sql import functions as f
    from pyspark.sql.types import LongType

    frame = survey(1200).drop(columns=["U4", "U5"]).assign(U4=4, U5=3)
    mark = tmp_path / "begun"

    def slowly(value):
        mark.touch()
        time.sleep(SLOW)
        return value

    path = as_parquet(frame, tmp_path)
    table = spark.read.parquet(str(path)).repartition(8)
    table = table.withColumn("U1", f.udf(slowly, LongType())("U1"))
    end = time.monotonic() + START
    while executors(spark) < 2 and time.monotonic() < end:
        time.sleep(0.2)
    assert executors(spark) == 2
    with ThreadPoolExecutor(1) as pool:
        counting = pool.submit(count, table, "layanan")
        while not mark.exists() and not counting.done():
            time.sleep(0.05)
        assert not counting.done()
        _kill(cluster[1][0])
        assert counting.result() == count(frame, "layanan")
    while executors(spark) > 1 and time.monotonic() < end:
        time.sleep(0.2)
    assert executors(spark) == 1

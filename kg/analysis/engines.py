"""The engines that run an Ibis expression over a table of links: DuckDB on this machine, Spark on many."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from kg.errors import EngineError, OutputError, UsageError, quoted
from kg.resources import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager
    from typing import BinaryIO

    from pyspark.sql import DataFrame, SparkSession

ENGINES = ("duckdb", "spark")
"""The engines by name; each is an extra of the package, too."""

ENDINGS = (".parquet", ".csv")
"""What a table is written as, by the ending of the file."""

_ROWS = 100_000
"""Answers come in batches of so many rows."""

_URL = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)


class Asked(Protocol):
    """What an engine is asked: an expression, and the table of links that it speaks of."""

    @property
    def links(self) -> Any:
        """The links as an Arrow table."""

    @property
    def expression(self) -> Any:
        """The expression over a table called ``links``."""


class Engine(Protocol):
    """What answers an expression."""

    def answering(self, asked: Asked) -> AbstractContextManager[Iterator[Any]]:
        """The rows in order as Arrow record batches, to be read while the context is open."""

    def write_to(self, asked: Asked, url: str) -> None:
        """Let whoever computes the rows write them to a URL."""


def engine_named(name: str, master: str | None = None) -> DuckDB | Spark:
    """The engine of a name. Raises UsageError for another name, or a master that it has no use for.

    >>> engine_named("spark", "local[2]").master
    'local[2]'
    """
    if name not in ENGINES:
        raise UsageError(f"there is no engine {quoted(name)}", f"the engines are: {', '.join(ENGINES)}")
    if name == "spark":
        return Spark(master)
    if master is not None:
        raise UsageError("a master is for Spark, and DuckDB has none", "choose the engine spark, or name no master")
    return DuckDB()


def need(*modules: str, extra: str = "duckdb") -> None:
    """Import what an extra of the package brings. Raises EngineError, naming the extra, where something is missing."""
    for module in modules:
        try:
            import_module(module)
        except ImportError as error:
            raise EngineError(
                f"{module} is not installed, which the engine {extra} needs", f"pip install 'career-kg[{extra}]'"
            ) from error


# --- this machine -----------------------------------------------------------------------------------------------------


class DuckDB:
    """DuckDB in this process, on all its cores; what does not fit in memory goes to the folder for temporary files."""

    @contextmanager
    def answering(self, asked: Asked) -> Iterator[Iterator[Any]]:
        """The rows in order as Arrow record batches."""
        need("ibis", "duckdb", "pyarrow")
        import duckdb
        import ibis

        query = str(ibis.to_sql(asked.expression, dialect="duckdb"))
        with tempfile.TemporaryDirectory(prefix="kg-") as spill:
            settings: dict[str, str | bool | int | float | list[str]] = {
                "temp_directory": spill,
                "autoinstall_known_extensions": False,
            }
            try:
                with duckdb.connect(config=settings) as connection:
                    connection.register("links", asked.links)
                    yield _read(connection.sql(query).to_arrow_reader(_ROWS))
            except duckdb.Error as error:
                raise EngineError(f"DuckDB failed: {_first_line(error)}", "free memory, or lower the limits") from error

    def write_to(self, asked: Asked, url: str) -> None:
        """Refused: DuckDB runs on this machine, and so writes files of this machine."""
        del asked
        raise UsageError(f"DuckDB does not write to {quoted(url)}", "name a file, or choose the engine spark")


def _read(batches: Iterator[Any]) -> Iterator[Any]:
    """The same batches; what fails while DuckDB is still computing them is reported by Arrow."""
    import pyarrow

    try:
        yield from batches
    except (pyarrow.ArrowException, OSError) as error:
        raise EngineError(f"DuckDB failed: {_first_line(error)}", "free memory, or lower the limits") from error


# --- many machines ----------------------------------------------------------------------------------------------------


class Spark:
    """Spark where ``master`` says: local[2] is two threads here; without one, where Spark's own settings say."""

    def __init__(self, master: str | None = None) -> None:
        self.master = master

    @contextmanager
    def answering(self, asked: Asked) -> Iterator[Iterator[Any]]:
        """The rows in order as Arrow record batches."""
        with self._frame(asked) as frame:
            yield iter(frame.toArrow().combine_chunks().to_batches(_ROWS))

    def write_to(self, asked: Asked, url: str) -> None:
        """The executors write one folder of Parquet files, or of CSV where the name ends so; never over an old one."""
        with self._frame(asked) as frame:
            if url.endswith(".csv"):
                frame.write.csv(url, header=True)
            else:
                frame.write.parquet(url)

    @contextmanager
    def _frame(self, asked: Asked) -> Iterator[DataFrame]:
        """The answer as Spark has it. The links travel from here with the tasks, so that no shared folder is needed."""
        need("ibis", "pyarrow", "pyspark", extra="spark")
        import ibis
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        links, query = asked.links, str(ibis.to_sql(asked.expression, dialect="pyspark"))
        try:
            with spark_session(self.master) as session:
                session.createDataFrame(links).createOrReplaceTempView("links")
                yield session.sql(query)
                session.catalog.dropTempView("links")
        except (Py4JError, PySparkException, ConnectionError) as error:
            raise EngineError(f"Spark failed: {_first_line(error)}", "check the master and Spark's messages") from error


@contextmanager
def spark_session(master: str | None = None) -> Iterator[SparkSession]:
    """The Spark session that is running in this process, or one that is started for this use alone."""
    need("pyspark", extra="spark")
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:
        if master is not None and master != running.sparkContext.master:
            raise EngineError(
                f"a Spark session of {running.sparkContext.master} is running here already",
                "stop it, or name no other master",
            )
        yield running
        return
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise EngineError("Spark needs Java, and there is none", "install a Java runtime of version 17 or newer")
    session = _started(master)
    try:
        yield session
    finally:
        session.stop()


def _started(master: str | None) -> SparkSession:
    """A new session that opens no port for people and, where all of Spark is on this machine, none to others."""
    from pyspark.sql import SparkSession

    if master is None and not {"SPARK_CONF_DIR", "SPARK_HOME"} & os.environ.keys():
        master = "local[*]"  # there are no settings that could say otherwise
    at_home = master is not None and re.match(r"local\b|spark://(127\.0\.0\.1|localhost)\b", master)
    builder = SparkSession.builder.appName("kg transitions")
    settings = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
    if at_home:
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    if master is not None:
        settings["spark.master"] = master
        if master.startswith("local"):  # 200 parts, which is usual, are for a cluster
            settings["spark.sql.shuffle.partitions"] = str(2 * (os.cpu_count() or 1))
    for name, value in settings.items():
        builder = builder.config(name, value)
    address = os.environ.get("SPARK_LOCAL_IP")
    if at_home and address is None:
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    try:
        return builder.getOrCreate()
    finally:
        if at_home and address is None:
            del os.environ["SPARK_LOCAL_IP"]


def _first_line(error: BaseException) -> str:
    """What an engine says of an error, without the tour of its inside that follows."""
    cause = getattr(error, "java_exception", None)
    lines = str(cause.toString() if cause is not None else error).strip().splitlines() or [type(error).__name__]
    return quoted(lines[0])[1:-1]


# --- files ------------------------------------------------------------------------------------------------------------


def write_table(asked: Asked, target: str | Path, engine: Engine) -> int | None:
    """Write the rows of an answer to a file of this machine, or let the engine write them to a URL.

    Returns the number of rows, None where the engine writes. The file appears whole or not at all.
    """
    if _URL.match(str(target)):
        try:
            engine.write_to(asked, str(target))
        except EngineError as error:
            if "PATH_ALREADY_EXISTS" not in str(error):
                raise
            raise OutputError(f"{quoted(str(target))} is there already", "name another folder") from error
        return None
    path = Path(target)
    if path.suffix not in ENDINGS:
        raise UsageError(f"no format is known for {quoted(path.name)}", f"let it end in {' or '.join(ENDINGS)}")
    with engine.answering(asked) as batches, replacing(path) as file:
        return _write(batches, asked.expression.schema(), file, path.suffix)


def _write(batches: Iterator[Any], columns: Mapping[str, Any], file: BinaryIO, ending: str) -> int:
    """Write batches as they come, and return how many rows they have."""
    import pyarrow.csv
    import pyarrow.parquet

    # Engines differ in the width of the numbers that they count with, so the table's own types are written.
    schema = pyarrow.schema([(name, kind.to_pyarrow()) for name, kind in columns.items()])
    make = pyarrow.parquet.ParquetWriter if ending == ".parquet" else pyarrow.csv.CSVWriter
    count = 0
    with make(file, schema) as writer:
        for batch in batches:
            writer.write_batch(batch.cast(schema))
            count += batch.num_rows
    return count

"""Settings: one typed object from one file and the environment; nothing else in the project reads either.

What belongs here: what an operator may set, with defaults that work, and the paths that follow from `home`. What does
not: settings of a news source (ingest/sources.py) or anything that a run computes.

Order of precedence: environment (`NEWSLEDGER_HOME`, `NEWSLEDGER_SCHEDULE__ENABLED`, …), then `newsledger.toml` in the
working directory (or the file that NEWSLEDGER_SETTINGS names), then the defaults.
"""

import os
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

PROJECT = Path(__file__).resolve().parent.parent
SAMPLE = Path(__file__).resolve().parent / "sample"
DEFAULT_FILE = "newsledger.toml"


class SettingsError(ValueError):
    """The settings cannot be used; the message names the file or variable, the key and the remedy."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Schedule(_Section):
    """The daily run: `cron` in UTC, off unless `enabled`."""

    enabled: bool = False
    cron: str = Field(default="0 6 * * *", pattern=r"^\S+ \S+ \S+ \S+ \S+$")


class Landing(_Section):
    """The watch on the landing folder: off unless `enabled`.

    `settle_seconds`: a file is taken once it has kept size and time of change for this long; `interval_seconds`: how
    often the folder is looked at.
    """

    enabled: bool = False
    folder: Path | None = None
    settle_seconds: float = Field(default=10.0, ge=0)
    interval_seconds: int = Field(default=30, ge=5)


class Fetching(_Section):
    """Fetching of sources over HTTP.

    `allow_private_networks`: addresses that lead to private or local networks are refused unless it is set;
    `user_agent`: how the client names itself, to servers and in robots.txt.
    """

    allow_private_networks: bool = False
    user_agent: str = Field(default="newsledger", min_length=1)


class Database(_Section):
    """DuckDB's limits: `memory_limit` as DuckDB writes it ("2GB"), number of `threads`, folder for spilled data.

    A run over 1.9 million headlines needs some 1.3 GB beside what DuckDB may take: the libraries, a batch, an export.
    """

    memory_limit: str = "512MB"
    threads: int | None = Field(default=None, ge=1)
    temp_directory: Path | None = None


def usable_cores() -> int:
    """The cores that this process may use, which in a container are fewer than the machine's."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Coding(_Section):
    """The coding of stories: `workers`, the processes that share a large batch; 1 for none beside the run's own."""

    workers: int = Field(default_factory=usable_cores, ge=1)


class Settings(BaseSettings):
    """All settings. Paths are absolute; the folder `home` holds everything that runs make."""

    model_config = SettingsConfigDict(
        env_prefix="NEWSLEDGER_", env_nested_delimiter="__", toml_file=DEFAULT_FILE, extra="ignore", frozen=True
    )

    home: Path = Path("data")
    sources_file: Path | None = None
    dictionaries: Path | None = Field(
        default=None, description="folder with actors and frames that extend the own ones"
    )
    first_day: date = date(1990, 1, 1)
    window_days: int = Field(default=30, ge=0, description="repeats within so many days are one story")
    near_days: int = Field(default=3, ge=0, description="near-duplicates within so many days are one story")
    wait_seconds: float = Field(default=600.0, ge=0, description="how long a run waits for another one's lock")
    parquet: bool = True
    schedule: Schedule = Schedule()
    landing: Landing = Landing()
    fetch: Fetching = Fetching()
    database: Database = Database()
    coding: Coding = Field(default_factory=Coding)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment before file; no dotenv, no secrets folder."""
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls))

    @property
    def published(self) -> Path:
        """The warehouse that people read."""
        return self.home / "newsledger.duckdb"

    @property
    def parquet_folder(self) -> Path:
        """The published tables as Parquet files."""
        return self.home / "parquet"

    @property
    def working(self) -> Path:
        """The pipeline's own database."""
        return self.home / "working.duckdb"

    @property
    def raw(self) -> Path:
        """The content-addressed store of raw documents."""
        return self.home / "raw"

    @property
    def landing_folder(self) -> Path:
        """The folder from which scheduled runs take files."""
        return self.landing.folder or self.home / "landing"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own state: runs, schedules, checks."""
        return self.home / "dagster"

    def duckdb(self) -> dict[str, str]:
        """The database limits in DuckDB's own names."""
        limits = {
            "memory_limit": self.database.memory_limit,
            "threads": self.database.threads,
            "temp_directory": self.database.temp_directory or self.home / "tmp",
        }
        return {name: str(value) for name, value in limits.items() if value is not None}


def load_settings(**overrides: Any) -> Settings:
    """Read the settings.

    Raises:
        SettingsError: the file is missing though named, is no TOML, or a value is unknown or out of range.
    """
    named = os.environ.get("NEWSLEDGER_SETTINGS")
    file = Path(named or DEFAULT_FILE)
    if named and not file.is_file():
        raise SettingsError(f"{file}: NEWSLEDGER_SETTINGS names a file that is not there")
    chosen = type("Settings", (Settings,), {"model_config": {**Settings.model_config, "toml_file": file}})
    try:
        _refuse_unknown(file)
        settings: Settings = chosen(**overrides)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise SettingsError(f"settings ({file} or NEWSLEDGER_… variables): {faults}") from error
    except ValueError as error:
        raise SettingsError(f"{file}: {error}") from error
    paths = {name: _absolute(value) for name in ("home", "sources_file", "dictionaries")
             if (value := getattr(settings, name)) is not None}  # fmt: skip
    landing = settings.landing
    if landing.folder is not None:
        landing = landing.model_copy(update={"folder": _absolute(landing.folder)})
    return settings.model_copy(update={**paths, "landing": landing})


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.resolve would follow symlinks


def _refuse_unknown(file: Path) -> None:
    """A misspelt key in the file is an error, not a default in silence."""
    import tomllib

    if file.is_file():
        unknown = sorted(set(tomllib.loads(file.read_text(encoding="utf-8"))) - set(Settings.model_fields))
        if unknown:
            raise ValueError(f"unknown key {', '.join(unknown)}; known are {', '.join(sorted(Settings.model_fields))}")


def sources_path(settings: Settings) -> Path:
    """The sources file in force: the setting's, else `sources.yml` in the working directory, else the sample's."""
    if settings.sources_file is not None:
        return settings.sources_file
    own = Path("sources.yml").resolve()
    return own if own.is_file() else SAMPLE / "sources.yml"

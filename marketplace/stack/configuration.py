"""What a stack is started with, read from the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from marketplace.stack.problems import StackProblem

PROJECT = Path(__file__).resolve().parent.parent.parent
_YES = {"1", "true", "yes", "on"}
_NO = {"0", "false", "no", "off"}
_MAYBE_FILES = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "EMAIL_URL")


@dataclass(frozen=True)
class StackConfiguration:
    """One stack: where it keeps its files, where it answers, and whose servers it uses."""

    data_dir: Path
    host: str
    port: int
    smtp_port: int
    base_url: str
    simulation: bool
    secret_key: str  # empty until keep_secret_key() has found or made one
    database_url: str  # empty: embedded
    redis_url: str  # empty: embedded
    inherited: Mapping[str, str]

    @property
    def logs(self) -> Path:
        return self.data_dir / "log"

    @property
    def demo_file(self) -> Path:
        return self.data_dir / "demo.json"

    def addresses(self) -> dict[str, str]:
        """Return the variables by which a process joins this stack."""
        return {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "SECRET_KEY": self.secret_key,
            "SIMULATION": "1" if self.simulation else "0",
            "BASE_URL": self.base_url,
            "PORT": str(self.port),
            "SMTP_PORT": str(self.smtp_port),
            "EMAIL_URL": self.inherited.get("EMAIL_URL", ""),
        }

    def child_environment(self) -> dict[str, str]:
        """Return the whole environment of a child of this stack."""
        return {**self.inherited, **self.addresses(), "DATA_DIR": str(self.data_dir), "PYTHONUNBUFFERED": "1"}


def read_configuration(environment: Mapping[str, str]) -> StackConfiguration:
    """Read and check the environment. Raises StackProblem naming the variable that is wrong."""
    values = _with_files_read(environment)
    port = _port(values, "PORT", 8000)
    return StackConfiguration(
        data_dir=Path(values.get("DATA_DIR") or PROJECT / "var").resolve(),
        host=values.get("HOST") or "127.0.0.1",
        port=port,
        smtp_port=_port(values, "SMTP_PORT", 2525),
        base_url=(values.get("BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
        simulation=_flag(values, "SIMULATION", default=True),
        secret_key=values.get("SECRET_KEY", ""),
        database_url=values.get("DATABASE_URL", ""),
        redis_url=values.get("REDIS_URL", ""),
        inherited=values,
    )


def keep_secret_key(configuration: StackConfiguration) -> StackConfiguration:
    """Give the stack the key of its data directory, made at the first start; no-op when it was given one."""
    if configuration.secret_key:
        return configuration
    path = configuration.data_dir / "secret_key"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return replace(configuration, secret_key=path.read_text(encoding="ascii").strip())


def _with_files_read(environment: Mapping[str, str]) -> dict[str, str]:
    values = dict(environment)
    for name in _MAYBE_FILES:
        if path := values.pop(f"{name}_FILE", ""):
            try:
                values[name] = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise StackProblem(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.") from error
    return values


def _port(values: Mapping[str, str], name: str, default: int) -> int:
    text = values.get(name, "").strip() or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise StackProblem(f"{name} must be a port number from 1 to 65535, not {text!r}.")
    return int(text)


def _flag(values: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = values.get(name, "").strip().lower()
    if text and text not in _YES | _NO:
        raise StackProblem(f"{name} must be 0 or 1, not {text!r}.")
    return text in _YES if text else default

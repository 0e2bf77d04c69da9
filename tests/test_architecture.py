"""The shape of the project, held by tests: who imports whom, how long a module is, what starting up costs."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "auditcheck"
# Left to right; a room imports only rooms on its left (docs/architecture.md).
ROOMS = [
    "ledgers",
    "engine",
    "evidence",
    "checks",
    "findings",
    "sampling",
    "scoring",
    "targets",
    "survey",
    "report",
    "engagement",
    "cli",
]
MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = {
    *("calamine", "chinese_calendar", "duckdb", "networkx", "numpy", "openpyxl", "pandas", "polars", "pyarrow"),
    *("jinja2", "python_calamine", "rapidfuzz", "rich", "sqlalchemy", "sqlglot", "xlsxwriter", "yaml"),
}
# Books must not leave the machine: nothing that opens a connection is imported anywhere.
NETWORK = {
    *("aiohttp", "asyncio", "ftplib", "http", "httpx", "imaplib", "requests", "smtplib", "socket", "socketserver"),
    *("ssl", "telnetlib", "urllib3", "webbrowser", "xmlrpc", "sentry_sdk", "posthog", "opentelemetry"),
}


def _imports(module: Path) -> Iterator[str]:
    """Every module that this one names in an import, wherever in the file it stands."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _room(dotted: str) -> str | None:
    parts = dotted.split(".")
    return parts[1] if parts[0] == "auditcheck" and len(parts) > 1 and parts[1] in ROOMS else None


def _lines(module: Path) -> int:
    return len(module.read_text("utf-8").splitlines())


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_a_room_imports_only_rooms_on_its_left(module: Path) -> None:
    own = _room(".".join(module.relative_to(ROOT).parts))
    if module == PACKAGE / "__main__.py":
        return
    # What stands apart (errors, i18n, resources, ...) serves every room and so imports none.
    allowed = set(ROOMS[: ROOMS.index(own) + 1]) if own else set()
    rooms = {room for name in _imports(module) if (room := _room(name))}
    assert rooms <= allowed


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_nothing_opens_a_connection(module: Path) -> None:
    names = {name.split(".")[0] for name in _imports(module)}
    assert not names & NETWORK
    assert not any(name.startswith("urllib.request") for name in _imports(module))


def test_every_room_stands_in_its_folder() -> None:
    folders = {folder.parent.name for folder in PACKAGE.glob("*/__init__.py")}
    assert folders == set(ROOMS)


def test_modules_stay_small() -> None:
    lengths = {_name(module): _lines(module) for module in MODULES if module.name != "__init__.py"}
    assert {name: length for name, length in lengths.items() if length > 500} == {}
    assert statistics.median(lengths.values()) <= 150


def test_asking_for_help_loads_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "from auditcheck.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", check=True)
    assert "Usage" in done.stdout
    assert set(done.stderr.split()) & HEAVY == set()


def _texts() -> Iterator[Path]:
    """The project's own text files, also where it is not a git checkout."""
    kinds = {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".sql", ".po", ".csv", ".txt", ".cfg", ".sh", ""}
    folders = ["auditcheck", "benchmarks", "checks", "docs", "fixtures", "tests", "tools", ".ci"]
    for path in [*ROOT.iterdir(), *(path for folder in folders for path in (ROOT / folder).rglob("*"))]:
        if path.is_file() and path.suffix in kinds and "__pycache__" not in path.parts and path.name != ".git":
            yield path


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    place = re.compile(r"(?<![\w.:/-])/(?:home|root|Users|mnt|work|farm)/\w|[A-Z]:\\Users\\\w")
    found = [_name(path) for path in _texts() if place.search(path.read_text("utf-8"))]
    assert found == []

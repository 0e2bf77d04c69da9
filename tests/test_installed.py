"""What a user gets: the sources without git, installed into an environment of their own, run from an empty folder."""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
FROM_TREE = ["auditcheck", "checks", "fixtures/xj-2023"]
TOP = ["LICENSE", "README.md", "hatch_build.py", "pyproject.toml"]
# pytest-xdist must not build the same thing in two processes.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installed")]


def _committed(path: str) -> list[str]:
    """The files that git knows (what an archive would hold); all of them where this is no checkout."""
    done = subprocess.run(["git", "ls-files", "-z", "--", path], cwd=ROOT, capture_output=True, check=False)
    if done.returncode == 0 and done.stdout:
        return [name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    return [each.relative_to(ROOT).as_posix() for each in [ROOT / path, *(ROOT / path).rglob("*")] if each.is_file()]


def _closure(names: list[str]) -> set[str]:
    """The distributions that a plain installation of these requirements brings, without any extra."""
    done: set[str] = set()
    while names:
        requirement = Requirement(names.pop())
        if requirement.name in done or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        done.add(requirement.name)
        names += importlib.metadata.requires(requirement.name) or []
    return done


def _run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [str(each) for each in command], cwd=cwd, env=clean, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, f"{command[0]}: exit {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the committed files alone, in a folder that is no git checkout."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in [name for path in [*FROM_TREE, *TOP] for name in _committed(path)]:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, source / name)
    # Without isolation: the build requirements are those of the dev extra, and nothing is downloaded.
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    _run(*pip, "wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", target, source, cwd=target)
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel and what it requires, and no more."""
    environment = tmp_path_factory.mktemp("environment")
    _run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=environment)
    home = {"base": str(environment), "platbase": str(environment)}
    programs, library = (Path(sysconfig.get_path(kind, "venv", home)) for kind in ("scripts", "purelib"))
    pip = (
        sys.executable,
        "-m",
        "pip",
        "--quiet",
        "--disable-pip-version-check",
        "--python",
        next(programs.glob("python*")),
    )
    _run(*pip, "install", "--no-deps", "--no-index", "--ignore-installed", wheel, cwd=environment)
    for name in _closure([line for line in _requirements(wheel) if "extra ==" not in line]):
        for top in {Path(file).parts[0] for file in importlib.metadata.files(name) or []} - {".."}:
            origin = Path(str(importlib.metadata.distribution(name).locate_file(top)))
            # Two packages may each leave a folder of the same name there (build/).
            if origin.exists() and origin.name != "__pycache__" and not (library / top).exists():
                _link(origin, library / top)
    return programs


def _requirements(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        lines = archive.read(metadata).decode().splitlines()
    return [line.removeprefix("Requires-Dist: ") for line in lines if line.startswith("Requires-Dist: ")]


def _link(origin: Path, target: Path) -> None:
    try:
        target.symlink_to(origin)
    except OSError:  # Windows without the right to make links
        (shutil.copytree if origin.is_dir() else shutil.copyfile)(origin, target)


def test_the_wheel_carries_all_that_a_run_needs(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for pattern in (
        "auditcheck/_data/checks/",
        "auditcheck/_data/fixtures/xj-2023/",
        "auditcheck/ledgers/schema.json",
        "auditcheck/scoring/rubrics/",
        "auditcheck/locale/zh_CN/LC_MESSAGES/auditcheck.mo",
    ):
        assert any(name.startswith(pattern) for name in names), pattern
    assert not any(name.startswith(("tests/", "tools/", "benchmarks/")) for name in names)


def test_the_demo_runs_where_nothing_else_is(programs: Path, tmp_path: Path) -> None:
    _run(programs / "auditcheck", "demo", "-o", "out", cwd=tmp_path)
    score = json.loads((tmp_path / "out" / "score.json").read_text("utf-8"))
    assert score["total"] == "92.74"


def test_it_also_runs_as_a_module_and_speaks_chinese(programs: Path, tmp_path: Path) -> None:
    python = next(programs.glob("python*"))
    assert "0.1.0" in _run(python, "-m", "auditcheck", "--version", cwd=tmp_path).stdout
    english, chinese = (
        _run(python, "-m", "auditcheck", "--lang", language, "checks", "list", cwd=tmp_path).stdout
        for language in ("en", "zh")
    )
    assert "CON-002" in english and "CON-002" in chinese

"""What a linter cannot see of the twenty rules, tests do."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from lorong.kernel.audit.action import REGISTRY
from lorong.lib.verdicts import Verdict
from lorong.portals.door import Who
from lorong.portals.look import menus

ROOT = settings.BASE_DIR
CODE = [p for p in (ROOT / "lorong").rglob("*.py") if "migrations" not in p.parts]
HOUSE = [p for p in CODE if "tests" not in p.parts] + sorted((ROOT / "bench").rglob("*.py"))
DOMAIN = [p for p in HOUSE if {"kernel", "services"} & set(p.relative_to(ROOT).parts)]
LONGEST_FILE, LONGEST_FUNCTION, LONGEST_VIEW = 400, 50, 20
# What a test may say beside `assert`: of pytest, of the browser (`expect`), and a check of its own that says so by name.
SHOWN = re.compile(r"raises$|expect$|assert_|django_assert_")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "services", "misc"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_files_are_at_most_400_lines():
    assert [f"{name(p)}: {n}" for p in HOUSE if (n := len(p.read_text().splitlines())) > LONGEST_FILE] == []


def test_functions_are_at_most_50_lines_and_views_20():
    too_long = []
    for path in HOUSE:
        in_views = "views" in {path.stem, path.parent.name} and {"portals", "services"} & set(path.parts)
        limit = LONGEST_VIEW if in_views else LONGEST_FUNCTION
        too_long += [f"{name(path)}: {f.name} ({length(f)})" for f in functions(path) if length(f) > limit]
    assert too_long == []


def shows_what_can_fail(test: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    named = {n.func.attr if isinstance(n.func, ast.Attribute) else getattr(n.func, "id", "") for n in calls(test)}
    return any(isinstance(n, ast.Assert) for n in ast.walk(test)) or any(SHOWN.match(called) for called in named)


def calls(node: ast.AST) -> Iterator[ast.Call]:
    return (n for n in ast.walk(node) if isinstance(n, ast.Call))


def test_every_test_shows_what_can_fail():
    tests = [p for base in ("lorong", "tests") for p in sorted((ROOT / base).rglob("test_*.py"))]
    found = [(p, f) for p in tests for f in functions(p) if f.name.startswith("test_")]
    assert len(found) > 1500
    assert [f"{name(p)}: {f.name}" for p, f in found if not shows_what_can_fail(f)] == []


def test_no_room_is_called_utils_helpers_common_or_services():
    found = [name(p) for p in HOUSE if p.stem in FORBIDDEN_NAMES and p != ROOT / "lorong/services/__init__.py"]
    assert found == []


def test_imports_stand_at_the_top():
    hidden = []
    for path in CODE:
        for function in functions(path):
            hidden += [f"{name(path)}:{n.lineno}" for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
    assert hidden == []


def test_every_room_says_what_it_is_in_at_most_60_lines():
    rooms = [
        *(ROOT / "lorong/kernel").iterdir(),
        *(ROOT / "lorong/services").iterdir(),
        *(ROOT / "lorong/portals").iterdir(),
    ]
    problems = []
    for room in rooms:
        if not room.is_dir() or room.name.startswith("__"):
            continue
        readme = room / "README.md"
        if not readme.exists() or len(readme.read_text().splitlines()) > 60:
            problems.append(name(room))
    assert problems == []


def test_public_functions_of_actions_are_actions_with_keywords_only_and_actor_first():
    wrong = []
    for path in DOMAIN:
        if path.stem != "actions" and path.parent.name != "actions":
            continue
        for function in ast.parse(path.read_text()).body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            arguments = function.args
            if arguments.args and not _is_hook(function):
                wrong.append(f"{name(path)}: {function.name} takes positions")
    assert wrong == []


def _is_hook(function: ast.FunctionDef) -> bool:
    # What an SOP names (guards, effects, signing) is called with one context.
    return function.args.args[0].arg == "context"


def test_every_action_checks_its_policy_and_takes_actor_first():
    assert len(REGISTRY) > 30
    for action in REGISTRY.values():
        parameters = list(inspect.signature(action).parameters.values())
        assert parameters[0].name == "actor"
        assert all(p.kind is p.KEYWORD_ONLY for p in parameters)


def test_every_policy_gives_a_verdict():
    wrong = []
    for path in DOMAIN:
        if path.stem != "policies" or "kernel" not in path.parts:
            continue
        for function in ast.parse(path.read_text()).body:
            if isinstance(function, ast.FunctionDef) and function.name.startswith("may_"):
                returns = ast.unparse(function.returns) if function.returns else ""
                if returns != Verdict.__name__:
                    wrong.append(f"{name(path)}: {function.name}")
    assert wrong == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"@receiver\(|\.connect\(.*sender",
        r"GenericForeignKey",
        r"\bget_model\(",
        r"def save\(self",
        r"skip_permission|skip_policy",
        r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError",
    ],
)
def test_nothing_happens_behind_your_back(pattern: str):
    assert [name(p) for p in HOUSE if re.search(pattern, p.read_text())] == []


def test_domain_rooms_know_no_http():
    # A service hangs its pages on the frame of the doors: in rooms of their own, which nothing else of it may need.
    doors = {"views", "pages", "urls", "forms"}
    rooms = [p for p in DOMAIN if not doors & {p.stem, *p.parts}]
    wrong = [name(p) for p in rooms if re.search(r"django\.(http|shortcuts|views)\b|HttpRe(quest|sponse)", p.read_text())]
    assert wrong == []


def test_views_do_not_touch_tables():
    wrong = []
    for path in HOUSE:
        if {"portals", "services"} & set(path.parts) and "views" in {path.stem, path.parent.name}:
            wrong += [f"{name(path)}: {m}" for m in re.findall(r"\.objects\b|\.save\(|\batomic\b", path.read_text())]
    assert wrong == []


def test_code_names_no_state_and_no_step_of_the_catalogue():
    words = {"periksa", "paraf", "tandatangan", "terbitkan"}
    wrong = []
    for path in HOUSE:
        if "lib" in path.parts or ("portals" in path.parts and "look" in path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Compare):
                named = {c.value for c in ast.walk(node) if isinstance(c, ast.Constant) and isinstance(c.value, str)}
                wrong += [f"{name(path)}:{node.lineno}" for _ in named & words]
    assert wrong == []


def views_of(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views_of(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern.callback


def test_every_url_declares_who_may_enter():
    undeclared = [
        url for url, view in views_of(get_resolver().url_patterns) if not isinstance(getattr(view, "entrance", None), Who)
    ]
    assert undeclared == []


def test_every_menu_leads_somewhere():
    names = set()
    for namespace, (_, resolver) in get_resolver().namespace_dict.items():
        names |= {f"{namespace}:{n}" for n in resolver.reverse_dict if isinstance(n, str)}
    assert menus.url_names() - names == set()


def test_no_foreign_key_points_up():
    order = ["audit", "people", "city", "documents", "outbox", "catalog", "cases"]
    wrong = []
    for model in apps.get_models():
        if model._meta.app_label not in order:
            continue
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model._meta.app_label in order:
                here, there = order.index(model._meta.app_label), order.index(field.related_model._meta.app_label)
                wrong += [f"{model.__name__}.{field.name}"] if there > here else []
    assert wrong == []


def test_the_project_speaks_of_itself_alone():
    banned = re.compile(
        "|".join(["/wo" + "rk/", r"\.\./sha" + "red", "sub" + "agent", "clau" + "de", "pypi" + r"\.org"]), re.IGNORECASE
    )
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    kept = [ROOT / p for p in listed if Path(p).suffix not in {".png", ".woff2", ".otf", ".geojson", ".csv"}]
    assert [name(p) for p in kept if p.is_file() and banned.search(p.read_text(encoding="utf-8", errors="ignore"))] == []

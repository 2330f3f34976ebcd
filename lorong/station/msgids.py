"""Every sentence of the house that has an English: found in templates and code without xgettext.

A sentence is marked where it is written: `{% translate %}`, `gettext("...")`, `phrase("...")`, or by being the sentence of
a refusal (`Refusal("...")`, `no("...")`). Text of a page that nobody marked is found as well (`bare_text`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, Token, TokenType
from django.utils.translation.template import templatize

GETTEXT = {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
SAYING = {"phrase", "no"}
TEMPLATE_SUFFIXES = {".html", ".txt", ".svg", ".js", ".webmanifest"}
FOR_BUILDERS = {"parts.html", "parts_desk.html"}  # the sheet of a page's parts, shown only where the code is written
_QUOTED = r"""u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_CALL = re.compile(rf"\b(n?gettext|_)\({_QUOTED}(?:, {_QUOTED})?")
_LITERAL = re.compile(r"""(_\()?("[^"]*"|'[^']*')""")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_SPEAKING = {"alt", "title", "placeholder", "aria-label", "aria-description"}
_MUTE_TAGS = {"load", "url", "extends", "include", "static", "block", "translate", "trans", "language", "get_current_language"}


def modules(folder: Path) -> list[Path]:
    """The modules below `folder` that speak to people: not tests, not migrations."""
    return [p for p in sorted(folder.rglob("*.py")) if not {"tests", "migrations"} & set(p.parts)]


def templates(folder: Path) -> list[Path]:
    """The templates below `folder`."""
    pages = (p for p in sorted(folder.rglob("templates/**/*")) if p.suffix in TEMPLATE_SUFFIXES)
    return [p for p in pages if "tests" not in p.parts]


def in_template(source: str) -> set[str]:
    """The msgids of a template."""
    found: set[str] = set()
    for call, first, second in _CALL.findall(templatize(source)):
        written = [ast.literal_eval(part) for part in (first, second) if part]
        # A constant of a tag is looked up with its percent signs doubled, as a translated tag is.
        found.update(text.replace("%", "%%") if call == "_" else text for text in written)
    return found


def refusal_names(trees: Iterator[ast.Module] | list[ast.Module]) -> set[str]:
    """`Refusal` and the classes below it, by name."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    known = {"Refusal"}
    while True:
        more = {c.name for c in classes if {_last(base) for base in c.bases} & known} - known
        if not more:
            return known
        known |= more


def in_module(tree: ast.Module, refusals: set[str]) -> set[str]:
    """The msgids of a module: what its marking calls are given as literals."""
    marks = _marks(tree) | SAYING | refusals
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _last(node.func) in marks:
            takes = 2 if _last(node.func).startswith("ngettext") else 1
            found |= {text for argument in node.args[:takes] for text in _texts(argument)}
    return found


def unsaid(tree: ast.Module, refusals: set[str]) -> Iterator[tuple[int, str]]:
    """(line, code) of each refusal whose sentence is put together where nobody can translate it: an f-string or a sum."""
    marks = _marks(tree) | SAYING | refusals
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _last(node.func) in marks:
            for argument in node.args[:1]:
                if isinstance(argument, ast.JoinedStr | ast.BinOp) and _is_text(argument):
                    yield node.lineno, ast.unparse(argument)


def house(root: Path) -> dict[Path, set[str]]:
    """The msgids of every module and template below `root`/lorong, by file."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in modules(root / "lorong")}
    refusals = refusal_names(list(trees.values()))
    found = {path: in_module(tree, refusals) for path, tree in trees.items()}
    found |= {path: in_template(path.read_text(encoding="utf-8")) for path in templates(root / "lorong")}
    return found


def bare_text(source: str) -> list[str]:
    """The words of a template that nobody marked: text of the page, attributes that are read, literals given to tags."""
    page, blocks = _Page(), [""]
    for token in _outside_translation(source):
        name, _, rest = token.contents.partition(" ")
        if token.token_type == TokenType.BLOCK and name == "block":
            blocks.append(rest)
        elif token.token_type == TokenType.BLOCK and name == "endblock":
            blocks.pop()
        elif blocks[-1].endswith("_class"):
            continue  # classes for the page's frame
        if token.token_type == TokenType.TEXT:
            page.feed(token.contents)
        elif token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            page.literals += _bare_literals(token)
    page.close()
    return page.words + page.literals


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.literals: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"style", "script"}
        self.words += [value for name, value in attrs if name in _SPEAKING and value and _LETTERS.search(value)]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"style", "script"}

    def handle_data(self, data: str) -> None:
        if not self.silent and _LETTERS.search(data):
            self.words.append(" ".join(data.split()))


def _outside_translation(source: str) -> Iterator[Token]:
    inside = ""
    for token in Lexer(source).tokenize():
        name = token.contents.split()[0] if token.token_type == TokenType.BLOCK else ""
        if inside:
            inside = "" if name == f"end{inside}" else inside
        elif name in {"blocktranslate", "blocktrans", "comment"}:
            inside = name
        elif token.token_type != TokenType.COMMENT:
            yield token


def _bare_literals(token: Token) -> list[str]:
    if token.token_type == TokenType.BLOCK and token.contents.split()[0] in _MUTE_TAGS:
        return []
    literals = [literal[1:-1] for mark, literal in _LITERAL.findall(token.contents) if not mark]
    return [text for text in literals if _LETTERS.search(text) and (" " in text.strip() or text[0].isupper())]


def _marks(tree: ast.Module) -> set[str]:
    imported = (n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == "django.utils.translation")
    return GETTEXT | {alias.asname or alias.name for n in imported for alias in n.names if alias.name in GETTEXT}


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _texts(value)


def _is_text(node: ast.expr) -> bool:
    return any(isinstance(n, ast.Constant) and isinstance(n.value, str) for n in ast.walk(node))

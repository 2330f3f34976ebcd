"""What a template does most often, done with less: finding a name, showing a value, saying a sentence with names in it.

An extra room, used by `folding`: the same results as the framework's own nodes, on the paths that nearly every value takes;
any other path is left to the framework.
"""

from __future__ import annotations

from html import escape
from typing import Any, cast

from django.template import Context, Node, NodeList, Template, VariableDoesNotExist
from django.template.base import FilterExpression, Lexer, Parser, Variable, VariableNode, render_value_in_context
from django.template.defaulttags import IfNode, TemplateLiteral
from django.templatetags.i18n import BlockTranslateNode
from django.utils.safestring import SafeString
from django.utils.translation import gettext

MISSING, OTHERWISE = object(), object()


def look(names: tuple[str, ...], context: Context) -> Any:
    """What `case.unit.name` stands for, looked up in dictionaries and plain objects without trying other ways first.

    MISSING: it is not there. OTHERWISE: it is something to be called or counted through, which the framework does.
    """
    first = names[0]
    for known in reversed(context.dicts):
        if first in known:
            found = known[first]
            break
    else:
        return OTHERWISE if hasattr(context, first) else MISSING
    for bit in names[1:]:
        if callable(found):
            return OTHERWISE
        kind = type(found)
        if kind is dict and bit in found:
            found = found[bit]
        elif hasattr(kind, "__getitem__"):
            return OTHERWISE
        else:
            try:
                found = getattr(found, bit)
            except AttributeError:
                return OTHERWISE if hasattr(kind, bit) or hasattr(kind, "__getattr__") else MISSING
    return OTHERWISE if callable(found) else found


class Word(Variable):
    """A name that filters are laid on, or that is given to one."""

    __slots__ = ()

    def _resolve_lookup(self, context: Context) -> Any:
        found = look(self.lookups, context)  # type: ignore[arg-type]  # a literal is never looked up
        if found is MISSING:
            raise VariableDoesNotExist("Failed lookup for key [%s] in %r", (self.var, context))
        return super()._resolve_lookup(context) if found is OTHERWISE else found  # type: ignore[misc]


class Expression(FilterExpression):
    """A name, perhaps with filters. names: its parts when it has none, and is no literal."""

    __slots__ = ("names",)

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        if type(self.var) is Variable:
            self.var = Word(self.var.var)
        self.filters = [
            (func, [(is_name, Word(arg.var) if is_name else arg) for is_name, arg in args]) for func, args in self.filters
        ]
        plain = self.is_var and not self.filters and not self.var.translate
        self.names = self.var.lookups if plain else None

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        if self.names is not None:
            found = look(self.names, context)
            if found is MISSING and ignore_failures:
                return None
            if found is not MISSING and found is not OTHERWISE:
                return found
        return super().resolve(context, ignore_failures)


class _Parser(Parser):
    def compile_filter(self, token: str) -> Expression:
        return Expression(token, self)


def parsed(template: Template) -> NodeList:
    """The nodes of a template, with names and expressions of this room."""
    engine = template.engine
    parser = _Parser(Lexer(template.source).tokenize(), engine.template_libraries, engine.template_builtins, template.origin)
    return parser.parse()


class Shown(Node):
    """A value on the page. Words are escaped, escaped words stay; numbers and moments are put as people write them."""

    child_nodelists = ()

    def __init__(self, node: VariableNode) -> None:
        self.node, self.expression = node, node.filter_expression

    def render(self, context: Context) -> str:
        return shown(self.expression.resolve(context), context)

    render_annotated = render


def shown(value: Any, context: Context) -> str:
    """As the framework's `render_value_in_context`."""
    kind = type(value)
    if kind is str and context.autoescape:
        return escape(value)
    return value if kind is SafeString else render_value_in_context(value, context)


class Sentence(Node):
    """A translated sentence with values in it, its translation known; when it does not fit, the framework says it."""

    child_nodelists = ()

    def __init__(self, node: BlockTranslateNode, sentence: str, names: list[str]) -> None:
        self.node, self.sentence, self.names, self.given = node, sentence, names, node.extra_context

    def render(self, context: Context) -> str:
        given = {name: value.resolve(context) for name, value in self.given.items()}
        try:
            values = {name: shown(given[name] if name in given else context[name], context) for name in self.names}
            return self.sentence % values
        except (KeyError, ValueError):
            return self.node.render(context)


class Choice(Node):
    """`if`, of which most tests are a single name."""

    child_nodelists = ()

    def __init__(self, node: IfNode) -> None:
        self.arms = [(condition, _test(condition), nodes) for condition, nodes in node.conditions_nodelists]

    def render(self, context: Context) -> str:
        for condition, expression, nodes in self.arms:
            if condition is None or (expression.resolve(context, True) if expression else _holds(condition, context)):
                return nodes.render(context)
        return ""


def _test(condition: Any) -> FilterExpression | None:
    return cast(FilterExpression, condition.value) if isinstance(condition, TemplateLiteral) else None


def _holds(condition: Any, context: Context) -> bool:
    try:
        return bool(condition.eval(context))
    except VariableDoesNotExist:
        return False


def sentence(node: BlockTranslateNode) -> Sentence | None:
    """The sentence of a tag without plural, in the language now in force; None for others."""
    if node.plural or node.message_context or node.asvar:
        return None
    msgid, names = node.render_token_list(node.singular)
    return Sentence(node, gettext(msgid), names)

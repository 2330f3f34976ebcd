"""Templates of which everything that never changes was worked out when they were loaded.

An extra room: the template engine names `Loader` in its settings. Most of a page is the same for everybody: translated
words, addresses without a parameter, names of static files, icons, the frame that it extends. Django works them out at
every visit. Here each template is kept once per language with those parts as text, and lies in its frame already. What
a page shows stays exactly the same (`tests/test_fold.py`); whatever is not certain to be the same for everybody stays a tag.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.conf import settings
from django.template import Context, Engine, Node, NodeList, Origin, Template
from django.template.base import FilterExpression, TextNode, Variable, VariableNode
from django.template.defaulttags import CsrfTokenNode, ForNode, IfNode, LoadNode, URLNode
from django.template.library import InclusionNode, SimpleNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.template.loaders import app_directories
from django.templatetags.i18n import BlockTranslateNode, GetCurrentLanguageNode, LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_urlconf
from django.utils.translation import get_language

from lorong.portals.look import quick

STEADY = "steady"  # what a simple tag carries whose result depends on nothing but its arguments
SETS_NOTHING = (TextNode, quick.Shown, quick.Sentence, ForNode, InclusionNode, CsrfTokenNode, LoadNode)


class Loader(app_directories.Loader):
    """Keeps templates by name, language, addresses and names of files; those shown by themselves lie in their frame."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._kept: dict[tuple[Any, ...], Template] = {}

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        # Whoever extends a template only when shown asks with `skip`, and needs its blocks.
        passed = None if skip is None else tuple(origin.name for origin in skip)
        urls, files = get_urlconf() or settings.ROOT_URLCONF, settings.STORAGES["staticfiles"]["BACKEND"]
        key = (template_name, get_language(), urls, files, passed)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._made(template_name, skip)
        return found

    def reset(self) -> None:
        self._kept.clear()

    def fresh(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        """A template that nobody else has, to be changed."""
        template = super().get_template(template_name, skip)
        template.nodelist = quick.parsed(template)
        return template

    def _made(self, template_name: str, skip: list[Origin] | None) -> Template:
        template = self.fresh(template_name, skip)
        if skip is None:
            template.nodelist = self._framed(template)
        keep_blocks = skip is not None or isinstance(_first(template.nodelist), ExtendsNode)
        template.nodelist = _folded(template.nodelist, self, keep_blocks=keep_blocks)
        return template

    def _framed(self, template: Template) -> NodeList:
        """The nodes of a template, put into the frame it extends; as they are where the frame is only known when shown."""
        extends = _first(template.nodelist)
        if not isinstance(extends, ExtendsNode):
            return template.nodelist
        parent, blocks = cast(FilterExpression, extends.parent_name), extends.blocks
        if not _is_text(parent):
            return template.nodelist
        frame = self._framed(self.fresh(str(parent.var)))
        if isinstance(_first(frame), ExtendsNode) or any(_asks_deep(block.nodelist) for block in blocks.values()):
            return template.nodelist
        for block in cast(list[BlockNode], frame.get_nodes_by_type(BlockNode)):
            if block.name in blocks:
                block.nodelist = _over(block.nodelist, blocks[block.name].nodelist)
        return frame


def _over(below: NodeList, above: NodeList) -> NodeList:
    """What a block shows when another one is laid over it, which may ask for what was there (`block.super`)."""
    found = NodeList()
    for node in above:
        found += below if _is_super(node) else [node]
    return found


def _is_super(node: Node) -> bool:
    return isinstance(node, VariableNode) and node.filter_expression.token == "block.super"  # noqa: S105


def _asks_deep(nodes: NodeList) -> bool:
    shown = nodes.get_nodes_by_type(VariableNode)
    return any(_is_super(node) for node in shown if not any(node is top for top in nodes))


class Given(Node):
    """Puts a value that was worked out under a name."""

    child_nodelists = ()

    def __init__(self, name: str, value: Any) -> None:
        self.name, self.value = name, value

    def render(self, context: Context) -> str:
        context[self.name] = self.value
        return ""


class Scope(Node):
    """Nodes in which what is put under a name is forgotten afterwards; more: what is put there before."""

    def __init__(self, nodelist: NodeList, more: dict[str, FilterExpression]) -> None:
        self.nodelist, self.more = nodelist, more

    def render(self, context: Context) -> str:
        with context.push(**{name: value.resolve(context) for name, value in self.more.items()}):
            return self.nodelist.render(context)


def _folded(nodes: Iterable[Node], loader: Loader, *, keep_blocks: bool) -> NodeList:
    found = NodeList()
    for node in _spread(nodes, loader, keep_blocks):
        last = found[-1] if found else None
        if isinstance(node, TextNode) and isinstance(last, TextNode):
            found[-1] = TextNode(last.s + node.s)
        elif not (isinstance(node, TextNode) and not node.s):
            found.append(node)
    return found


def _spread(nodes: Iterable[Node], loader: Loader, keep_blocks: bool) -> Iterable[Node]:
    for node in nodes:
        if isinstance(node, LanguageNode):
            yield node  # another language than the one this is worked out for
            continue
        _fold_inside(node, loader, keep_blocks)
        if isinstance(node, BlockNode) and not keep_blocks:
            yield from _inlaid(node.nodelist, {})
        elif isinstance(node, IncludeNode) and _is_text(node.template) and not node.isolated_context:
            yield from _inlaid(_folded(loader.fresh(node.template.var).nodelist, loader, keep_blocks=False), node.extra_context)
        elif isinstance(node, LoadNode):
            continue
        elif isinstance(node, VariableNode):
            yield quick.Shown(node)
        elif isinstance(node, IfNode) and not keep_blocks:
            yield quick.Choice(node)
        else:
            yield _worked_out(node)


def _fold_inside(node: Node, loader: Loader, keep_blocks: bool) -> None:
    if isinstance(node, IfNode):
        node.conditions_nodelists = [(c, _folded(n, loader, keep_blocks=keep_blocks)) for c, n in node.conditions_nodelists]
        return
    for name in {"nodelist", *node.child_nodelists}:  # a block tag of ours does not name its own
        inside = getattr(node, name, None)
        if isinstance(inside, NodeList):
            setattr(node, name, _folded(inside, loader, keep_blocks=keep_blocks))


def _inlaid(nodes: NodeList, more: dict[str, FilterExpression]) -> Iterable[Node]:
    if not more and all(_sets_nothing(node) for node in nodes):
        yield from nodes
    else:
        yield Scope(nodes, more)


def _sets_nothing(node: Node) -> bool:
    if isinstance(node, quick.Choice):
        return all(_sets_nothing(inside) for _, _, nodes in node.arms for inside in nodes)
    if isinstance(node, TranslateNode | BlockTranslateNode | URLNode):
        return not node.asvar
    if isinstance(node, SimpleNode):
        return node.target_var is None
    return isinstance(node, (*SETS_NOTHING, Scope))


def _worked_out(node: Node) -> Node:
    """The text or the value that a tag gives to everybody; the tag itself where that is not certain."""
    name = _name_set_by(node)
    if name is None:
        return (quick.sentence(node) if isinstance(node, BlockTranslateNode) else None) or node
    context = Context()
    try:
        text = node.render_annotated(context)
    except Exception:
        return node  # an address that is not there, a file without a name: whoever sees the page is told
    return Given(name, context[name]) if name else TextNode(str(text))


def _name_set_by(node: Node) -> str | None:
    """The name under which a steady tag puts its value, "" when it gives text; None when it is not steady."""
    if isinstance(node, TranslateNode):
        steady = _is_literal(node.filter_expression) and not node.message_context
        return (node.asvar or "") if steady else None
    if isinstance(node, BlockTranslateNode):
        steady = not (node.extra_context or node.plural or node.message_context or _variables(node))
        return (node.asvar or "") if steady else None
    if isinstance(node, URLNode):
        steady = all(_is_text(e) for e in (node.view_name, *node.args, *node.kwargs.values()))
        return (node.asvar or "") if steady else None
    if isinstance(node, StaticNode):
        return (node.varname or "") if _is_text(node.path) else None
    if isinstance(node, GetCurrentLanguageNode):
        return str(node.variable)
    if isinstance(node, SimpleNode) and hasattr(node.func, STEADY):
        return (node.target_var or "") if all(_is_text(e) for e in (*node.args, *node.kwargs.values())) else None
    return None


def _is_text(expression: FilterExpression) -> bool:
    return not expression.is_var and not expression.filters


def _is_literal(expression: FilterExpression) -> bool:
    var = expression.var
    return isinstance(var, Variable) and var.lookups is None and not expression.filters


def _variables(node: BlockTranslateNode) -> list[str]:
    return list(node.render_token_list(node.singular)[1])


def _first(nodes: NodeList) -> Node | None:
    return next((node for node in nodes if not isinstance(node, TextNode)), None)

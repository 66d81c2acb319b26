"""Write the tree of a formula, dictionaries with a ``type`` from mathra, as MathML Core."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from blink.formulas.letters import styled

if TYPE_CHECKING:
    from collections.abc import Callable

    Node = dict[str, Any]

_ACCENTS = {
    "\u0302": "^", "\u0303": "~", "\u0304": "¯", "\u20d7": "→", "\u0307": "˙", "\u0308": "¨",
    "\u030c": "ˇ", "\u0301": "´", "\u0300": "`", "\u0306": "˘", "\u030a": "˚",
}  # fmt: skip
_STRETCHY = frozenset("()[]{}|‖⟨⟩⌈⌉⌊⌋↑↓↕⇑⇓⇕")
_INTEGRALS = frozenset("∫∬∭⨌∮∯∰")
_FENCES = {
    "p-matrix": ("(", ")"), "b-matrix": ("[", "]"), "B-matrix": ("{", "}"),
    "v-matrix": ("|", "|"), "V-matrix": ("‖", "‖"), "cases": ("{", ""), "rcases": ("", "}"),
}  # fmt: skip
_ALIGNS = {"l": "left", "r": "right"}
_ENDS = {"left": "start", "right": "end"}
#: The height of ``\big``, ``\Big``, ``\bigg`` and ``\Bigg``
_SIZES = (1.0, 1.2, 1.623, 2.047, 2.470)
#: Between a function and its argument
_SPACE = '<mspace width="0.1667em"/>'
_STRIKES = {"bar": ("up",), "back": ("down",), "x": ("up", "down")}


def to_mathml(node: Node) -> str:
    """Return the tree *node* as MathML, without the element ``math``.

    :raises ValueError: if MathML has no such element.
    """
    writer = _WRITERS.get(node["type"])
    if writer is None:
        raise ValueError(f"MathML has nothing for a {node['type']}")
    return writer(node)


def _grouped(node: Node) -> str:
    """Return *node* as a single element."""
    while node["type"] == "row" and len(node["children"]) == 1:
        node = node["children"][0]
    math = to_mathml(node)
    return f"<mrow>{math}</mrow>" if node["type"] == "row" or not math else math


def _operator(symbol: str, attributes: str = "") -> str:
    return f"<mo{attributes}>{escape(symbol)}</mo>"


def _sign(node: Node) -> str:
    """Write an operator, which is as high as the text; one of the class "ord" has no spaces."""
    symbol = node["symbol"]
    spaces = ' lspace="0" rspace="0"' if node.get("class") == "ord" else ""
    height = ' stretchy="false"' if symbol in _STRETCHY else ""
    return _operator(symbol, spaces + height)


def _row(node: Node) -> str:
    return "".join(map(to_mathml, node["children"]))


def _identifier(node: Node) -> str:
    name, variant = node["name"], node.get("variant", "")
    if variant == "upright" and len(name) == 1:
        return f'<mi mathvariant="normal">{escape(name)}</mi>'
    return f"<mi>{escape(styled(name, variant))}</mi>"


def _text(node: Node) -> str:
    parts = []
    for part in node["parts"]:
        if part["type"] == "text":
            text = part["value"]
            ends = text[:1].isspace() or text[-1:].isspace()
            text = text.replace(" ", "\u00a0") if ends else text
            parts.append(f"<mtext>{escape(text)}</mtext>")
        else:
            parts.append(_grouped(part["value"]))
    return "".join(parts) if len(parts) == 1 else f"<mrow>{''.join(parts)}</mrow>"


def _fraction(node: Node) -> str:
    rule = "" if node.get("rule", True) else ' linethickness="0"'
    return f"<mfrac{rule}>{_grouped(node['num'])}{_grouped(node['den'])}</mfrac>"


def _root(node: Node) -> str:
    if "index" in node:
        return f"<mroot>{_grouped(node['radicand'])}{_grouped(node['index'])}</mroot>"
    return f"<msqrt>{to_mathml(node['radicand'])}</msqrt>"


def _delimited(node: Node) -> str:
    middles = ["", *node.get("middles", ())]
    math = "".join(
        (_operator(middles[number] or "", ' stretchy="true"') if number else "") + to_mathml(part)
        for number, part in enumerate(node["parts"])
    )
    left, right = _fence(node.get("open"), "prefix"), _fence(node.get("close"), "postfix")
    return f"<mrow>{left}{math}{right}</mrow>"


def _fence(symbol: str | None, form: str) -> str:
    attributes = f' form="{form}" stretchy="true" fence="true"'
    return _operator(symbol, attributes) if symbol else ""


def _fixed_delimiter(node: Node) -> str:
    size = _SIZES[min(node["size"], len(_SIZES) - 1)]
    return _operator(node["symbol"], f' stretchy="true" minsize="{size}em" maxsize="{size}em"')


def _scripts(node: Node) -> str:
    base = node["base"]
    below, above = node.get("sub"), node.get("sup")
    limits = base.get("limits", base["type"] == "large-operator")
    if base.get("symbol") in _INTEGRALS:
        limits = base.get("limits", False)
    names = ("munder", "mover", "munderover") if limits else ("msub", "msup", "msubsup")
    name = names[2] if below and above else names[0] if below else names[1]
    inner = "".join(_grouped(script) for script in (below, above) if script)
    if base["type"] == "function":
        return f"<mrow><{name}>{_name(base)}{inner}</{name}>{_SPACE}</mrow>"
    return f"<{name}>{_grouped(base)}{inner}</{name}>"


def _accent(node: Node) -> str:
    stretchy = "true" if node.get("stretchy") else "false"
    mark = _operator(str(_ACCENTS.get(node["accent"], node["accent"])), f' stretchy="{stretchy}"')
    below = node.get("below")
    name, attribute = ("munder", "accentunder") if below else ("mover", "accent")
    return f'<{name} {attribute}="true">{_grouped(node["base"])}{mark}</{name}>'


def _bar(node: Node) -> str:
    name = "mover" if node["above"] else "munder"
    above, below = "‾_" if node["type"] == "bar" else "⏞⏟"
    mark = _operator(above if node["above"] else below, ' stretchy="true"')
    math = f"<{name}>{_grouped(node['base'])}{mark}</{name}>"
    return f"<{name}>{math}{_grouped(node['label'])}</{name}>" if "label" in node else math


def _stacked(node: Node, base: str = "") -> str:
    base = base or _grouped(node["base"])
    below, above = node.get("below"), node.get("above")
    name = "munderover" if below and above else "munder" if below else "mover"
    inner = "".join(_grouped(script) for script in (below, above) if script)
    return f"<{name}>{base}{inner}</{name}>" if inner else base


def _arrow(node: Node) -> str:
    labels = [place for place in ("below", "above") if node.get(place)]
    padded: Node = {place: {"type": "padded", "base": node[place]} for place in labels}
    return _stacked(padded, _operator(node["symbol"], ' stretchy="true"' if padded else ""))


def _padded(node: Node) -> str:
    gap = '<mspace width="0.5em"/>'
    return f"<mrow>{gap}{to_mathml(node['base'])}{gap}</mrow>"


def _name(node: Node) -> str:
    name = node["name"]
    is_letter = len(name) == 1  # which would be in italics
    return _identifier(node | {"variant": "upright"}) if is_letter else f"<mi>{escape(name)}</mi>"


def _function(node: Node) -> str:
    return f"<mrow>{_name(node)}{_SPACE}</mrow>"


def _large_operator(node: Node) -> str:
    limits = node.get("limits")
    movable = "" if limits is None else ' movablelimits="false"'
    return _operator(node["symbol"], movable)


def _forced_class(node: Node) -> str:
    base = node["base"]
    has_spaces = "operator" in (base["type"], base.get("base", {}).get("type"))
    space = {"rel": "0.2778em", "bin": "0.2222em"}.get(node["class"])
    gap = f'<mspace width="{space}"/>' if space and not has_spaces else ""
    return f"<mrow>{gap}{_grouped(base)}{gap}</mrow>" if gap else _grouped(base)


def _canceled(node: Node) -> str:
    strikes = _STRIKES.get(node.get("shape", "bar"), ("up",))
    names = " ".join(f"{strike}diagonalstrike" for strike in strikes)
    return f'<menclose notation="{names}">{to_mathml(node["base"])}</menclose>'


def _framed(node: Node) -> str:
    math = to_mathml(node["base"])
    if "background" in node:
        return f'<mrow style="background:{escape(node["background"])};">{math}</mrow>'
    return f'<menclose notation="box">{math}</menclose>'


def _table(node: Node) -> str:
    shape, rows = node["shape"], node["rows"]
    columns = node.get("columns", ())
    if shape == "aligned":
        columns = ["r", "l"] * max(map(len, rows), default=0)
    elif shape in ("cases", "rcases"):
        columns = ["l"] * max(map(len, rows), default=0)
    lines = {line["row"] for line in node.get("horizontals", ())}

    def cell(row: int, column: int, content: Node) -> str:
        side = _ALIGNS.get(columns[column] if column < len(columns) else "", "")
        style = f"text-align:{side};justify-items:{_ENDS[side]};" if side else ""
        if shape == "aligned":
            style += f"padding-{'right' if column % 2 == 0 else 'left'}:0;"
        if row in lines:
            style += "border-top:0.05em solid currentcolor;"
        if column + 1 in node.get("verticals", ()):
            style += "border-right:0.05em solid currentcolor;"
        attribute = f' style="{style}"' if style else ""
        return f"<mtd{attribute}>{to_mathml(content)}</mtd>"

    math = "".join(
        f"<mtr>{''.join(cell(row, column, content) for column, content in enumerate(cells))}</mtr>"
        for row, cells in enumerate(rows)
    )
    display = ' displaystyle="true"' if shape == "aligned" else ""
    table = f"<mtable{display}>{math}</mtable>"
    opening, closing = _FENCES.get(shape, ("", ""))
    if not opening + closing:
        return table
    return f"<mrow>{_fence(opening, 'prefix')}{table}{_fence(closing, 'postfix')}</mrow>"


def _style(node: Node) -> str:
    level = node["level"]
    display, script = "true" if level == 0 else "false", max(0, level - 1)
    attributes = f'displaystyle="{display}" scriptlevel="{script}"'
    return f"<mstyle {attributes}>{to_mathml(node['base'])}</mstyle>"


def _rule(node: Node) -> str:
    width, height = f"{node['width']:.3g}em", f"{node['height']:.3g}em"
    return f'<mspace width="{width}" height="{height}" style="background:currentcolor;"/>'


def _space(node: Node) -> str:
    return f'<mspace width="{node["em"]:.4g}em"/>' if node["em"] else ""


def _base(element: str) -> Callable[[Node], str]:
    """Return a writer that puts the base of a node into *element*, or only its base if ``""``."""
    name = element.partition(" ")[0]
    return lambda node: (
        f"<{element}>{to_mathml(node['base'])}</{name}>" if name else _grouped(node["base"])
    )


_WRITERS: dict[str, Callable[[Node], str]] = {
    "row": _row,
    "identifier": _identifier,
    "number": lambda node: f"<mn>{escape(node['value'])}</mn>",
    "operator": _sign,
    "text": _text,
    "fraction": _fraction,
    "root": _root,
    "delimited": _delimited,
    "fixed-delimiter": _fixed_delimiter,
    "scripts": _scripts,
    "accent": _accent,
    "bar": _bar,
    "brace": _bar,
    "stacked": _stacked,
    "arrow": _arrow,
    "padded": _padded,
    "vertical-arrow": lambda node: _operator(node["symbol"], ' stretchy="true"'),
    "function": _function,
    "large-operator": _large_operator,
    "forced-class": _forced_class,
    "canceled": _canceled,
    "framed": _framed,
    "colored": lambda node: (
        f'<mrow style="color:{escape(node["color"])};">{to_mathml(node["base"])}</mrow>'
    ),
    "table": _table,
    "style": _style,
    "rule": _rule,
    "space": _space,
    "phantom": _base("mphantom"),
    "smashed": _base('mpadded height="0" depth="0"'),
    "raised": _base(""),
    "overlapped": _base(""),  # MathML Core cannot move it to the left
    "quantity": lambda node: _grouped(node["unit"]),
    "unit": _base(""),
}

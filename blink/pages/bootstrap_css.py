"""Bootstrap's stylesheet → the same in the colours of the theme, beside the frame of its pages.

Its colours become the variables ``--pst-color-…`` and ``--sd-color-…`` of the theme, each of which
has a value for light and one for dark. Nothing here depends on a page or on Sphinx.
"""

from __future__ import annotations

import re

#: Bootstrap's names of colours; the theme has each with one for text on it, and one for hovering
COLOURS = ("primary", "secondary", "success", "info", "warning", "danger", "light", "dark")

_NAMES = "|".join(COLOURS)

#: Variables that have other values than Bootstrap's
_VARIABLES = """
body-color: var(--pst-color-text-base)
body-bg: var(--pst-color-background)
emphasis-color: var(--pst-color-text-base)
secondary-color: var(--pst-color-text-muted)
secondary-bg: var(--pst-color-on-background)
tertiary-color: var(--pst-color-text-muted)
tertiary-bg: var(--pst-color-on-background)
link-color: var(--pst-color-link)
link-hover-color: var(--pst-color-link-hover,var(--pst-color-link))
code-color: var(--pst-color-inline-code)
highlight-color: var(--pst-color-text-base)
highlight-bg: var(--pst-color-target)
border-color: var(--pst-color-border)
border-color-translucent: var(--pst-color-border)
white: var(--sd-color-primary-text)
black: var(--pst-color-text-base)
focus-ring-color: var(--pst-color-primary)
form-valid-color: var(--pst-color-success)
form-valid-border-color: var(--pst-color-success)
form-invalid-color: var(--pst-color-danger)
form-invalid-border-color: var(--pst-color-danger)
"""

#: The same for each colour, ``C``
_COLOUR_VARIABLES = """
C: var(--sd-color-C)
C-text-emphasis: color-mix(in srgb,var(--sd-color-C) 70%,var(--pst-color-text-base))
C-bg-subtle: color-mix(in srgb,var(--sd-color-C) 12%,var(--pst-color-background))
C-border-subtle: color-mix(in srgb,var(--sd-color-C) 35%,var(--pst-color-background))
"""

#: Light text is for dark grounds only
_LIGHT_VARIABLES = """
light-text-emphasis: var(--pst-color-text-base)
light-bg-subtle: var(--pst-color-on-background)
light-border-subtle: var(--pst-color-border)
"""

#: Rules that have numbers for colours → the same with variables, for each colour
_COLOUR_RULES = {
    ".btn-C": (
        "--bs-btn-color:var(--sd-color-C-text);--bs-btn-bg:var(--bs-C);"
        "--bs-btn-border-color:var(--bs-C);--bs-btn-hover-color:var(--sd-color-C-text);"
        "--bs-btn-hover-bg:var(--sd-color-C-highlight);"
        "--bs-btn-hover-border-color:var(--sd-color-C-highlight);"
        "--bs-btn-active-color:var(--sd-color-C-text);"
        "--bs-btn-active-bg:var(--sd-color-C-highlight);"
        "--bs-btn-active-border-color:var(--sd-color-C-highlight);"
        "--bs-btn-disabled-color:var(--sd-color-C-text);--bs-btn-disabled-bg:var(--bs-C);"
        "--bs-btn-disabled-border-color:var(--bs-C)"
    ),
    ".btn-outline-C": (
        "--bs-btn-color:var(--bs-C);--bs-btn-border-color:var(--bs-C);"
        "--bs-btn-hover-color:var(--sd-color-C-text);--bs-btn-hover-bg:var(--bs-C);"
        "--bs-btn-hover-border-color:var(--bs-C);--bs-btn-active-color:var(--sd-color-C-text);"
        "--bs-btn-active-bg:var(--bs-C);--bs-btn-active-border-color:var(--bs-C);"
        "--bs-btn-disabled-color:var(--bs-C);--bs-btn-disabled-bg:transparent;"
        "--bs-btn-disabled-border-color:var(--bs-C)"
    ),
    ".text-bg-C": "background-color:var(--bs-C)!important;color:var(--sd-color-C-text)!important",
    ".table-C": (
        "--bs-table-color:var(--pst-color-text-base);--bs-table-bg:var(--bs-C-bg-subtle);"
        "--bs-table-border-color:var(--bs-C-border-subtle);"
        "--bs-table-striped-bg:color-mix(in srgb,var(--bs-table-bg) 94%,var(--bs-table-color));"
        "--bs-table-striped-color:var(--bs-table-color);"
        "--bs-table-hover-bg:color-mix(in srgb,var(--bs-table-bg) 91%,var(--bs-table-color));"
        "--bs-table-hover-color:var(--bs-table-color);"
        "--bs-table-active-bg:color-mix(in srgb,var(--bs-table-bg) 88%,var(--bs-table-color));"
        "--bs-table-active-color:var(--bs-table-color)"
    ),
    ".link-C:focus,.link-C:hover": (
        "color:var(--sd-color-C-highlight)!important;"
        "text-decoration-color:var(--sd-color-C-highlight)!important"
    ),
}

#: Added for each colour: what is legible on it, where Bootstrap leaves it to the author
_COLOUR_ADDED = (
    ".bg-C:not([class*=bg-opacity-]){color:var(--sd-color-C-text)}"
    ".bg-C:is(.text-dark,.text-white,.text-light,.text-black):not([class*=bg-opacity-])"
    "{color:var(--sd-color-C-text)!important}"
)

#: Added at the end, for classes: what Bootstrap sets for all elements, and the theme's outline
_ADDED = (
    ".text-black-50{color:var(--pst-color-text-muted)!important}"
    ".text-white-50{color:color-mix(in srgb,var(--bs-white) 80%,transparent)!important}"
    ".table-dark{--bs-table-color:var(--sd-color-dark-text);--bs-table-bg:var(--bs-dark)}"
    ".card-title,.card-header,.alert-heading,.accordion-header,.modal-title,.offcanvas-title"
    "{margin-top:0}.alert>hr{margin-block:1rem}"
    ".list-group-item,.list-inline-item,.breadcrumb-item,.page-item,.nav-item{margin-block:0}"
    ".card-img,.card-img-top,.card-img-bottom,.figure-img,.img-fluid,.img-thumbnail"
    "{vertical-align:middle}"
    ".btn:focus-visible,.btn-check:focus-visible+.btn"
    "{box-shadow:none;outline:3px solid var(--pst-color-primary);outline-offset:2px}"
)

#: Added for elements, which the theme leaves as browsers show them
_ELEMENTS_ADDED = (
    "h1,h2,h3,h4,h5,h6{font-weight:bold}table{caption-side:top}img,svg{vertical-align:baseline}"
)

#: Parts of the PyData theme's header and sidebars, which have classes of Bootstrap's
_FRAME = (
    "[class*=bd-],[class*=pst-],[class*=theme-switch],[class*=theme-change],.logo,"
    ".navbar-icon-links,:is(.bd-navbar-elements,.navbar-icon-links,.page-toc,.bd-links) *"
)

#: Selectors of elements that others than the author give a class, and that are left alone
_NARROWED = (
    # Docutils writes this class for every directive `container`
    (r"\.container(?![\w-])", r"\g<0>:not(:where(.docutils))"),
    # the PyData theme writes it for every table
    (r"\.table(?![\w-])", r"\g<0>:where([class*=table-],:has([class*=table-]))"),
    (r"\.btn(?![\w-])", r"\g<0>:not(:where([class*=pst-],[class*=__],.bd-navbar-elements *))"),
    (r"\.form-control(?![\w-])", r"\g<0>:not(:where(.bd-search *))"),
    (r"\.breadcrumb-item(?![\w-])", r"\g<0>:not(:where(.bd-breadcrumbs *))"),
    (r"\.(?:nav(?:-item|-link)?|navbar[\w-]*|dropdown[\w-]*)(?![\w-])",
     rf"\g<0>:not(:where({_FRAME}))"),
)  # fmt: skip

#: Colours that Bootstrap writes as numbers, outside of what is replaced above
_LITERALS = (
    (r"#0d6efd\b|#86b7fe\b", "var(--bs-primary)"),
    (r"(?<=color:)#6c757d\b", "var(--bs-secondary-color)"),
    (r"(--bs-(?:badge|progress-bar|[\w-]+-active)-color:)#fff\b", r"\1var(--bs-white)"),
    (r"(--bs-navbar-[\w-]*color:)(?:#fff|hsla\(0,0%,100%,\.[57]5\))", r"\1var(--bs-white)"),
    (r"--bs-link-color-rgb:var\(--bs-link-hover-color-rgb\)",
     "--bs-link-color:var(--bs-link-hover-color)"),
    (r"rgba\(var\(--bs-btn-focus-shadow-rgb\),\.5\)", "var(--bs-focus-ring-color)"),
    (r"var\(--pst-color-accent\)", "var(--pst-color-accent,var(--pst-color-primary))"),
)  # fmt: skip

_ROOT = re.compile(r":root,\[data-bs-theme=light\]\{([^}]*)\}\[data-bs-theme=dark\]\{[^}]*\}")
_MIXED = re.compile(r"(?i)rgba\(var\((--bs-[\w-]+)-rgb\),([\d.]+|var\(--[\w-]+(?:,[\d.]+)?\))\)")
_COLOURED = re.compile(
    rf"(?<=}})\.(?:btn-outline|btn|text-bg|table|link)-({_NAMES})(?::focus,\.link-\1:hover)?(?={{)[^}}]*}}"
)
_DARK = re.compile(r"(?<=\})[^{}@]*\[data-bs-theme=dark\] [^{}]*\{[^}]*\}")


def in_theme(text: str) -> str:
    """Return Bootstrap's stylesheet *text* in the colours of the theme, beside its frame."""
    text = _ROOT.sub(lambda match: _root(match[1]), text, count=1)
    text = _COLOURED.sub(_coloured, text)
    for pattern, replacement in _LITERALS:
        text = re.sub(pattern, replacement, text)
    text = _MIXED.sub(_mixed, text)
    text += _ELEMENTS_ADDED + "".join(_COLOUR_ADDED.replace("C", name) for name in COLOURS) + _ADDED
    text = _with_dark(text)
    for pattern, replacement in _NARROWED:
        text = re.sub(pattern, replacement, text)
    return text


def _root(declarations: str) -> str:
    """Return the rules for variables of the whole page, of which *declarations* are Bootstrap's."""
    values = dict(line.partition(":")[::2] for line in declarations.split(";"))
    theirs = "".join(_COLOUR_VARIABLES.replace("C", name) for name in COLOURS)
    for line in (_VARIABLES + theirs + _LIGHT_VARIABLES).split("\n"):
        if line:
            name, _, value = line.partition(": ")
            values[f"--bs-{name}"] = value
    joined = ";".join(f"{name}:{value}" for name, value in values.items())
    schemes = (f"[data-bs-theme={name}]{{color-scheme:{name}}}" for name in ("light", "dark"))
    return f":root{{{joined}}}{''.join(schemes)}"


def _coloured(match: re.Match[str]) -> str:
    """Return a rule for one of the colours with variables in it, where Bootstrap has numbers."""
    selector, name = match[0].partition("{")[0], match[1]
    declarations = _COLOUR_RULES.get(selector.replace(f"-{name}", "-C"))
    return f"{selector}{{{declarations.replace('C', name)}}}" if declarations else match[0]


def _mixed(match: re.Match[str]) -> str:
    """Return a colour with an opacity as the theme's colours can be written."""
    name, opacity = match.groups()
    share = f"calc(100%*{opacity})" if "(" in opacity else f"{100 * float(opacity):g}%"
    mixed = f"color-mix(in srgb,var({name}) {share},transparent)"
    return f"var({name})" if share == "100%" else mixed


def _with_dark(text: str) -> str:
    """Return *text* with its rules for dark pages applied to those of the theme as well."""
    dark = "".join(
        ",".join(part for part in rule.partition("{")[0].split(",") if "dark] " in part)
        + rule[rule.index("{") :]
        for rule in _DARK.findall(text)
    )
    chosen = dark.replace("[data-bs-theme=dark] ", ':root[data-theme="dark"] ')
    system = dark.replace("[data-bs-theme=dark] ", ':root:not([data-theme="light"]) ')
    return f"{text}{chosen}@media (prefers-color-scheme:dark){{{system}}}"

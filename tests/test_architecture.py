"""What readers of the code rely on: imports run down, modules are small, names are unique."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import blink

HOME = Path(blink.__file__).parent

#: From the top down: a package imports only from itself and from those after it. The last one
#: stands for the modules beside the packages, which all of them share.
LAYERS = (
    "cli", "commands", "preview", "books", "linkcheck", "checks", "discovery", "logbooks", "feeds",
    "pages", "builder", "elements", "inventories", "messages", "posts", "source",
    "shared",
)  # fmt: skip
#: Packages that are beside the layers, and the layer from which down they may import
BESIDE = {"material": "elements", "notebooks": "source", "theme": "shared", "scaffold": "shared"}
#: Packages that are shared like the modules beside the packages
SHARED = {"settings", "files", "addresses", "formulas", "identity", "words"}
#: The map imports the packages to set them up; `blink.templates` is a former name of a module
NOT_LAYERED = {"blink", "blink.__main__", "blink.templates"}

MODULES = {
    path.relative_to(HOME.parent).with_suffix("").as_posix().replace("/", "."): path
    for path in sorted(HOME.rglob("*.py"))
}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}


def package_of(module):
    """Return the package that holds the dotted name *module*."""
    name = module.removesuffix(".__init__").split(".")[1]
    is_package = (HOME / name).is_dir() and name not in SHARED
    return name if is_package or name == "cli" else "shared"


def imports(module):
    """Yield (module, name) of each import, those for types and those in functions included."""
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: a relative import"
            yield from ((node.module, alias.name) for alias in node.names)


def arrows():
    """Yield (importing module, imported module), both of the engine."""
    for module in MODULES:
        for imported, name in imports(module):
            if imported == "blink" or imported.startswith("blink."):
                inner = f"{imported}.{name}"
                is_module = inner in MODULES or f"{inner}.__init__" in MODULES
                yield module.removesuffix(".__init__"), inner if is_module else imported


def runs_up(importing, imported):
    upper, lower = package_of(importing), package_of(imported)
    if upper == lower:
        return False
    if lower in BESIDE:
        return upper not in ("cli", "commands")
    start = BESIDE.get(upper, upper)
    lowest = LAYERS.index(start) - (upper in BESIDE)
    return LAYERS.index(lower) <= lowest


def test_imports_run_down():
    wrong = [
        f"{importing} imports {imported}"
        for importing, imported in arrows()
        if importing not in NOT_LAYERED and imported != "blink" and runs_up(importing, imported)
    ]
    assert wrong == []


def test_no_import_runs_in_a_circle():
    targets = {}
    for importing, imported in arrows():
        if importing != imported and importing not in NOT_LAYERED:
            targets.setdefault(importing, set()).add(imported)
    left = set(targets)
    while leaves := {name for name in left if not targets.get(name, set()) & left}:
        left -= leaves
    assert sorted(left) == []


def test_an_import_that_runs_up_is_found():
    assert runs_up("blink.checks.links", "blink.commands.check")
    assert runs_up("blink.posts.reader", "blink.logbooks.entries")
    assert runs_up("blink.text", "blink.source.front_matter.values")
    assert runs_up("blink.material.convert", "blink.builder.html")
    assert not runs_up("blink.material.convert", "blink.elements.mathml")
    assert not runs_up("blink.commands.check", "blink.checks.links")
    assert not runs_up("blink.checks.links", "blink.text")


def test_only_one_module_imports_ablog():
    users = {m for m in MODULES for name, _ in imports(m) if name.split(".")[0] == "ablog"}
    assert users == {"blink.posts.ablog"}


def test_private_names_stay_in_their_module():
    wrong = [
        f"{module}: from {imported} import {name}"
        for module in MODULES
        for imported, name in imports(module)
        if imported.startswith("blink") and name.startswith("_")
    ]
    assert wrong == []


def test_no_module_is_over_300_lines_and_no_function_over_60():
    long = [
        name for name, path in MODULES.items() if len(path.read_text("utf-8").splitlines()) > 300
    ]
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            if is_function and node.end_lineno - node.lineno >= 60:
                long.append(f"{name}.{node.name}")
    assert long == []


def test_a_package_has_at_most_15_modules():
    """So have the shared modules beside the packages; `__init__` is not counted."""
    counts = Counter(path.parent for path in MODULES.values() if path.name != "__init__.py")
    assert {folder.name: count for folder, count in counts.items() if count > 15} == {}


def test_a_class_name_is_used_once():
    counts = Counter(
        node.name
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, count in counts.items() if count > 1] == []


def test_each_package_says_what_it_is_for():
    packages = [path for path in MODULES.values() if path.name == "__init__.py"]
    sentences = {
        path: ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "" for path in packages
    }
    assert [str(path) for path, text in sentences.items() if text.count(".") < 1] == []

"""Recognise the projects of other generators by their files, to refuse them in one sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: File extensions of posts
MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd"})

#: Patterns of files, relative to a folder, each with what its text must match
_Signs = tuple[tuple[str, str], ...]

#: Generator → the files of which one tells that a folder is its project
_SIGNS: dict[str, _Signs] = {
    "ABlog": (("conf.py", r"[\"'](?:ablog|blink)[\"']"),),
    "Nikola": (("conf.py", r"^(?:BLOG_TITLE|BLOG_AUTHOR|import nikola)\b"),),
    "Pelican": (("pelicanconf.py", ""), ("publishconf.py", "")),
    "Quarto": (("_quarto.yml", ""), ("_quarto.yaml", "")),
    "Hugo": (
        ("hugo.toml", ""), ("hugo.yaml", ""), ("hugo.yml", ""), ("hugo.json", ""),
        ("config/_default/*", ""), ("config.toml", r"(?im)^\s*baseurl\s*="),
        ("config.y*ml", r"(?im)^baseurl\s*:"), ("archetypes/*.md", ""),
    ),
    "Zola": (("config.toml", r"(?m)^\s*base_url\s*="),),
    "Jupyter Book": (("_toc.yml", ""), ("myst.yml", "")),
    "Hexo": (("_config.yml", r"(?m)^(?:source_dir|public_dir|new_post_name)\s*:"),
             ("package.json", r'"hexo"'), ("scaffolds/post.md", "")),
    "Jekyll": (("_config.yml", ""), ("_config.yaml", ""), ("_config.toml", ""), ("_posts/*", ""),
               ("_layouts/*", ""), ("Gemfile", "jekyll")),
    "Docusaurus": (("docusaurus.config.*", ""),),
    "Astro": (("astro.config.*", ""),),
    "Eleventy": ((".eleventy.js", ""), ("eleventy.config.*", ""), (".eleventy.*js", "")),
    "Gatsby": (("gatsby-config.*", ""),),
    "Next.js": (("next.config.*", ""),),
    "Nuxt": (("nuxt.config.*", ""),),
    "SvelteKit": (("svelte.config.*", ""),),
    "VitePress": ((".vitepress/config.*", ""), ("docs/.vitepress/config.*", "")),
    "VuePress": ((".vuepress/*", ""), ("docs/.vuepress/*", "")),
    "mdBook": (("book.toml", ""),),
    "GitBook": (("SUMMARY.md", ""), ("book.json", "")),
    "Lektor": (("*.lektorproject", ""),),
    "Cobalt": (("_cobalt.yml", ""),),
    "Middleman": (("config.rb", ""),),
    "blogdown": (("_site.yml", ""),),
    "Obsidian": ((".obsidian/*", ""),),
    "Sphinx": (("conf.py", ""),),
}  # fmt: skip
#: File extension → whose documents have it
_DOCUMENTS = {
    ".qmd": "Quarto", ".rmd": "R Markdown", ".mdx": "MDX", ".rst": "reStructuredText",
    ".ipynb": "Jupyter", ".adoc": "AsciiDoc", ".org": "Org mode", ".html": "HTML", ".tex": "LaTeX",
    ".xml": "XML", ".njk": "Eleventy",
}  # fmt: skip
_ONLY = "Blink imports only blogs of Material for MkDocs and of Zensical"
#: Code that Quarto runs, and its options: ``{python}`` after a fence, ``#| echo: false`` below it
_QUARTO = re.compile(
    r"^(?:`{3,}|~{3,})[ \t]*\{(?:python|r|julia|ojs|bash|mermaid|dot)\b[^}\n]*\}|^(?:#|//|%%)\| \w",
    re.MULTILINE,
)
_FORMAT = re.compile(
    r"\A---[ \t]*\n(?:(?!---|\.\.\.).*\n)*?(?:format|execute|engine|jupyter|knitr)[ \t]*:",
    re.MULTILINE,
)


def generator_of(folder: Path) -> tuple[str, str]:
    """Return the generator of the project in *folder* and the file that tells so, if any."""
    for name, signs in _SIGNS.items():
        for pattern, words in signs:
            for file in sorted(folder.glob(pattern))[:5]:
                if not words or (file.is_file() and re.search(words, _text(file), re.MULTILINE)):
                    return name, file.relative_to(folder).as_posix()
    return "", ""


def _text(file: Path) -> str:
    try:
        return file.read_bytes()[:200_000].decode("utf-8", "replace")
    except OSError:
        return ""


def refusal_of_folder(folder: Path) -> str:
    """Return why the project in *folder* is not imported, if it is of another generator."""
    name, file = generator_of(folder)
    if not name:
        return ""
    if name == "ABlog":
        return (
            f'{folder} is a blog of ABlog, which needs no import; add "blink" to `extensions` in'
            f" {folder / file}"
        )
    return f"{folder} is a project of {name}, because it has {file}; {_ONLY}"


def refusal_of_post(post: Path, *, alone: bool) -> str:
    """Return why the file *post* is not imported, if it is no Markdown for Material.

    :param alone: whether no settings of MkDocs or Zensical are above it
    """
    kind = _DOCUMENTS.get(post.suffix.lower(), "")
    if not kind and post.suffix.lower() not in MARKDOWN:
        return f"{post} is not a Markdown file; set SRC to a project, or to a post such as a.md"
    text = _text(post) if not kind and alone else ""
    if text and (_QUARTO.search(text) or _FORMAT.match(text)):
        kind = "Quarto"
    elif text.startswith("+++"):
        kind = "Hugo or Zola"
    if kind:
        return f"{post} is a document of {kind}; {_ONLY}"
    for folder in post.resolve().parents if alone else ():
        name, file = generator_of(folder)
        if name and name not in ("Sphinx", "ABlog", "Obsidian", "GitBook"):
            return f"{post} is part of a project of {name}, because of {folder / file}; {_ONLY}"
        if (folder / ".git").exists():
            break
    return ""

"""A small site that shows nearly all words of the interface; its author writes Cyrillic letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conftest import Blog

TEXT = "Слова, слова, слова.\n"
SETTINGS: dict[str, Any] = {
    "html_baseurl": "https://h.example/",
    "blink_authority": "h.example",
    "project": "Блог",
    "blog_title": "Блог",
    "html_title": "Блог",
    "blog_feed_subtitle": "Всё",
    "copyright": "2026",
    "author": "Анна",
    "blog_authors": {"author": ("Анна", None), "author2": ("Борис", None)},
    "blog_locations": {"Л": ("Лондон", None)},
    "blog_default_location": "Л",
    "blink_page_size": 2,
    "blink_home_length": 2,
    "blink_gone": {"blog/old": "Нет."},
    "blink_moved": {"posts/former": "posts/one"},
    "blink_giscus": {"repo": "a/b", "repo_id": "c", "category": "d", "category_id": "e"},
    "html_copy_source": True,
    "html_show_sphinx": True,
    "html_use_index": True,
    "html_last_updated_fmt": "%Y-%m-%d",
    "html_context": {"github_user": "a", "github_repo": "n", "github_version": "main"},
    "html_sidebars": {
        "**": [
            "sidebar-collapse", "sidebar-nav-bs", "search-field", "ablog/postcard.html",
            "ablog/recentposts.html", "ablog/tagcloud.html", "ablog/categories.html",
            "ablog/archives.html", "ablog/authors.html", "ablog/locations.html",
        ]
    },
    "html_theme_options": {
        "announcement": "Новость",
        "navbar_start": ["navbar-logo", "version-switcher"],
        "navbar_persistent": ["search-button-field"],
        "primary_sidebar_end": ["indices"],
        "article_header_start": ["breadcrumbs"],
        "article_header_end": ["sourcelink"],
        "footer_end": ["theme-version"],
        "header_links_before_dropdown": 2,
        "icon_links": [{"name": "Сайт", "url": "https://x.example"}],
        "use_edit_page_button": True,
        "back_to_top_button": True,
        "switcher": {"json_url": "/versions.json", "version_match": "1.9"},
        "show_version_warning_banner": True,
    },
}  # fmt: skip


def entry(blog: Blog, name: str, title: str, body: str = TEXT, **fields: str) -> None:
    blog.post(name, f"# {title}\n\n{body}", **{"logbook": "Книга", **fields})


def write(blog: Blog) -> Blog:
    """Write the sources of the site."""
    blog.write(
        "index.md",
        f"# Блог\n\n{TEXT}\n```{{toctree}}\n:hidden:\nguide/index\nblog\nblog/tag\n```\n",
    )
    module = f"```{{py:module}} м\n:deprecated:\n:no-index-entry:\n:synopsis: {TEXT}```\n"
    blog.write("guide/index.md", f"# Часть\n\n{TEXT}\n{module}\n```{{toctree}}\na\nb\n```\n")
    for name in "ab":
        blog.write(
            f"guide/{name}.md",
            f"# Глава {name.replace('a', 'а').replace('b', 'б')}\n\n{TEXT}\n## Раздел\n\n{TEXT}\n"
            f"```{{index}} Слово\n```\n\n```{{note}}\n{TEXT}```\n",
        )
    blog.post(
        "one",
        "# Один\n\nСлова об одном.\n\n## Раздел\n\n- [x] да\n- [ ] нет\n\n"
        "$$\nx = 1\n$$ (eq)\n\n```{mermaid}\ngraph LR\n  x --> y\n```\n\n"
        "```{update} 2026-03-01\nИзменено.\n```\n",
        tags="[Тег, Ещё]", category="Раздел", updated="2026-03-02", author="[author, author2]",
    )  # fmt: skip
    blog.post("two", f"# Два\n\n{TEXT}", date="2026-02-01", tags="[Тег]", category="Раздел")
    blog.post("three", f"# Три\n\n{TEXT}", date="2026-02-02", tags="[Тег]", category="Раздел")
    blog.post("draft", f"# Черновик\n\n{TEXT}", draft="true", date=None)
    blog.post("later", f"# Позже\n\n{TEXT}", date="2999-01-01")
    entry(
        blog, "e1", "Первый", date="2026-01-01", status="done", next="[дальше, ещё]",
        metrics="\n  м: {value: 2.5, spread: 0.1, n: 3, better: lower}\n  р: 90",
        question="Как?", command="1", artifacts="\n  вес: https://x.example/w", seed="1",
        data="д", hardware="ж", cost="1", commit="1234567", method="м",
    )  # fmt: skip
    entry(
        blog, "e2", "Второй", "Слова.\n\n```{update} 2026-03-01\nДа.\n```\n", date="2026-01-02",
        outcome="refuted", hypothesis="Да?", baseline="e1", follows="e1#1", status="abandoned",
        metrics="\n  м: {value: 2.0}\n  р: 45",
    )  # fmt: skip
    entry(
        blog, "e3", "Третий", date="2026-01-03", follows="e2", supersedes="e2", replicates="e1",
        metrics="\n  м: 2\n  р: 90", baseline="e1",
    )  # fmt: skip
    parts = ["summary", "table", "timeline", "graph", "next"]
    directives = "\n".join(f"```{{logbook-{part}}}\n:logbook: Книга\n```\n" for part in parts)
    blog.write("posts/м.csv", "3,1\n0,9\n")
    blog.post(
        "report",
        f"# Отчёт\n\n{TEXT}\n{directives}\n```{{logbook-plot}} м\n```\n\n"
        "```{logbook-compare} e1 e2\n```\n\n```{logbook-scatter} р м\n```\n\n"
        "```{logbook-matrix} м.csv\n```\n\n```{logbook-matrix} м.csv\n:normalise: rows\n```\n\n"
        "```{logbook-table}\n:status: planned\n```\n\n```{logbook-next}\n:status: planned\n```\n",
        report="Книга", date="2026-01-02",
    )  # fmt: skip
    return blog

"""Word warnings of Sphinx, MyST and Docutils for authors, and list all warnings of a build.

In: what these packages log. Out: messages that say what was looked for, where, and what to write;
at the end of a build, all of them by file and line. Start with `rewording`.
"""

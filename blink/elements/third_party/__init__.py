"""Warn of files that a page would load from another site, which then learns of each reader.

What comes in are documents that were read, and pages that are written; what goes out are warnings
that name what to write in ``loads:``. Read ``documents`` first: what a document itself names.
``added`` has what the directives and handlers of extensions add to a page.
"""

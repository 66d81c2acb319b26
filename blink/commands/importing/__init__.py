"""Build the blog after an import, and take back settings that make the build fail.

What comes in is what `blink.material` has imported; what goes out is a site, or the names of the
settings that were at fault. Read `blink.commands.importing.trial` first.
"""

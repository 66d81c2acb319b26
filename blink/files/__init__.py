"""Write files, and know their content: digests, outputs of a build, types of images and video.

What comes in are paths and plain values; what goes out are files, digests and records, without
Sphinx. Read `blink.files.writing` first; `blink.files.outputs` is the record of the site's files.
"""

"""Remove metadata from files of images, without changing a pixel.

What comes in are the bytes of a file; what goes out are those of the same image without the name of
the camera, its owner, the place and the time. Read `blink.files.metadata.removal` first.
"""

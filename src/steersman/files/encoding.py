"""Text in the encodings that office programs write."""

import re

NO_TEXT = re.compile("[\x00\ud800-\udfff]")
"""Codes that can be written as escapes in YAML and in workbooks, but are kept by no database."""


def decode(data: bytes) -> str | None:
    """Return the text of a file written in UTF-8, UTF-16 with mark, or GB18030; None if neither."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None

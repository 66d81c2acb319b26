"""The JSON Schema of ``run.json``, which is the file ``run.schema.json`` beside this module."""

from __future__ import annotations

import json
from pathlib import Path

#: Its name in the folder of all logbooks
RUN_SCHEMA = "run.schema.json"


def run_schema_json(url: str) -> bytes:
    """Return the content of the schema, which is published at *url*."""
    schema = json.loads(Path(__file__).with_name(RUN_SCHEMA).read_text(encoding="utf-8"))
    head = {"$schema": schema.pop("$schema"), "$id": url}
    return (json.dumps({**head, **schema}, ensure_ascii=False, indent=1) + "\n").encode()

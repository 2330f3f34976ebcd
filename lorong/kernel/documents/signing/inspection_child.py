"""The process that reads a stranger's PDF for a check: `inspection_child.py <authority in PEM>`.

Started by `lib.uploads.run_child` with the PDF on its input. Answers one line of JSON: whether the signatures hold
(`intact`), come from the authority (`trusted`), which `code` the signature names, the `subject` and the first `text`.
"""

from __future__ import annotations

import io
import json
import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from pypdf import PdfReader

_CODE = re.compile(r"kode periksa ([2-9A-Z]{3})-([2-9A-Z]{3})", re.IGNORECASE)


def look(content: bytes, certificate: str) -> dict[str, Any]:
    """What there is to say about a PDF."""
    inspection = _inspection().inspect(content, [certificate])
    reason = inspection.signatures[0].reason if inspection.signatures else ""
    named = _CODE.search(reason)
    return {
        "intact": inspection.intact,
        "trusted": inspection.trusted,
        "code": "".join(named.groups()) if named else "",
        "subject": inspection.subject[:200],
        "text": "" if inspection.intact else _text(content),
    }


def _inspection() -> Any:
    # by its path: this process starts isolated, without the house on its import path
    spec = spec_from_file_location("inspection", Path(__file__).with_name("inspection.py"))
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["inspection"] = module
    spec.loader.exec_module(module)
    return module


def _text(content: bytes) -> str:
    try:
        pages = PdfReader(io.BytesIO(content), strict=False).pages
        return "\n".join(page.extract_text() for page in pages[:3])[:20_000]
    except Exception:
        return ""


def main() -> None:
    answer = look(sys.stdin.buffer.read(), sys.argv[1])
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()

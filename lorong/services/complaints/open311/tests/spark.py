"""The standard's own mapping from XML to JSON, done from the XML: what our JSON is held against."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import xmlschema

LISTS = {"services", "attributes", "values", "service_requests", "errors", "endpoints", "formats"}


@cache
def standard() -> xmlschema.XMLSchema11:
    """The schema written from the standard."""
    return xmlschema.XMLSchema11(Path(__file__).parent / "georeport.xsd")


def assert_standard(document: bytes) -> ET.Element:
    """The root of a document that is as the standard says."""
    assert document.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    standard().validate(document.decode())
    return ET.fromstring(document)  # ours


def mapped(element: ET.Element) -> Any:
    """An element by the Spark convention; leaves as text, nothing as None."""
    if element.tag in LISTS:
        return [mapped(child) for child in element]
    if len(element):
        return {child.tag: mapped(child) for child in element}
    return element.text


def as_text(value: Any) -> Any:
    """JSON with its leaves as text, to be compared with what came out of XML."""
    if isinstance(value, dict):
        return {name: as_text(said) for name, said in value.items()}
    if isinstance(value, list):
        return [as_text(one) for one in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return value if value is None or isinstance(value, str) else repr(value)

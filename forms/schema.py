"""JSON Schema (2020-12) of a form, for the API."""

from typing import Any

from forms.layout import Layout

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(layout: Layout) -> dict[str, Any]:
    """Give the schema of what may be posted.

    It says less than the form checks: whether a conditional field is required, or a document
    good enough, no schema can know. What it refuses, the form refuses too.
    """
    return {
        "$schema": DIALECT,
        "$id": f"urn:mingpai:form:{layout.name}",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            field.key: {
                "title": field.label,
                "description": " ".join(part for part in (field.hint, field.why) if part),
                **field.kind.json_schema(),
            }
            for field in layout.fields
        },
        "required": [f.key for f in layout.fields if f.required and not f.hide_when],
    }

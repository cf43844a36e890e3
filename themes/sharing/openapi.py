"""The description of the API for other programs (OpenAPI 3.1). Its schemas are made from the summary's classes."""

from typing import Any

import msgspec

from themes.sharing.answer import VERSION
from themes.sharing.links import FORMATS
from themes.summary.names import Names
from themes.summary.summary import Summary

REF = "#/components/schemas/{name}"
NOT_THERE = {"description": "There is no such seminar, or the key is not one of its keys."}
TOO_MANY = {"description": "Too many requests in this minute. Retry-After says how many seconds to wait."}
UNCHANGED = {"description": "Nothing has changed since the answer with the ETag in If-None-Match."}


def description(server: str) -> dict[str, Any]:
    """`server` is the address of this server, such as https://rundebord.example."""
    slug = {"name": "slug", "in": "path", "required": True, "schema": {"type": "string"}}
    names = {"name": "names", "in": "query", "schema": {"enum": list(Names.values), "default": str(Names.SHOWN)}}
    summary = {"content": {"application/json": {"schema": {"$ref": REF.format(name="Answer")}}}}
    format = {"name": "format", "in": "path", "required": True, "schema": {"enum": list(FORMATS)}}
    types = sorted({writer.content_type.partition(";")[0] for writer in FORMATS.values()})
    file = {"content": {type: {} for type in types}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Rundebord",
            "version": str(VERSION),
            "description": "Reads the summary of a seminar. Nothing can be written.",
        },
        "servers": [{"url": server}],
        "security": [{"key": []}],
        "paths": {
            "/api/s/{slug}/summary/": {
                "get": _operation("summary", "The summary of the seminar, as on its page.", [slug, names], summary)
            },
            "/api/s/{slug}/summary/{format}/": {
                "get": _operation("file", "The summary as a file.", [slug, format, names], file)
            },
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def _operation(name: str, summary: str, parameters: list[Any], answer: dict[str, Any]) -> dict[str, Any]:
    known = {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}}
    responses = {
        "200": {"description": summary, "headers": {"ETag": {"schema": {"type": "string"}}}} | answer,
        "304": UNCHANGED,
        "400": {"description": "A parameter has a value that does not exist."},
        "404": NOT_THERE,
        "429": TOO_MANY,
    }
    if name == "file":
        responses["409"] = {"description": "There are too many notes for a file of this kind. JSON has them all."}
    return {"operationId": name, "summary": summary, "parameters": [*parameters, known], "responses": responses}


def _schemas() -> dict[str, Any]:
    _types, schemas = msgspec.json.schema_components([Summary], ref_template=REF)
    for schema in schemas.values():  # the answer has every field
        schema["required"] = list(schema.get("properties", {}))
    schemas["SummaryTheme"]["properties"]["notes"] = {"type": "array", "items": {"type": "string"}}
    properties = {"version": {"const": VERSION}, "summary": {"$ref": REF.format(name="Summary")}}
    schemas["Answer"] = {"type": "object", "properties": properties, "required": list(properties)}
    return schemas

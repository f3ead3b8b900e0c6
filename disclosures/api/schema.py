"""The OpenAPI description, completed with what holds of every address: errors in one shape, ETag and 304."""

from __future__ import annotations

from typing import Any

ERROR = {
    "type": "object",
    "required": ["code", "detail"],
    "properties": {
        "code": {"type": "string", "description": "不变的词，供程序判断"},
        "detail": {"type": "string", "description": "一句话；Accept-Language 要英文的用英文，否则用中文"},
    },
}
#: What any address may answer besides what was asked for.
ERRORS = {
    "400": "参数不认识、重复或无法识别",
    "404": "没有：从未公开、已撤下，或超出最后一页",
    "405": "只读：只有 GET、HEAD、OPTIONS",
    "406": "只提供 JSON",
    "503": "数据库此刻没有应答，稍后再试（Retry-After）",
}
ETAG = {"schema": {"type": "string"}, "description": "内容不变则不变；用 If-None-Match 再问，得 304"}
ASK_AGAIN = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "上次答复的 ETag",
}


def complete(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A hook of drf-spectacular."""
    result.setdefault("components", {}).setdefault("schemas", {})["Error"] = ERROR
    shape = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for operations in result["paths"].values():
        for operation in operations.values():
            answers = operation["responses"]
            answers["200"].setdefault("headers", {})["ETag"] = ETAG
            answers["304"] = {"description": "与上次相同", "headers": {"ETag": ETAG}}
            answers |= {code: {"description": says, "content": shape} for code, says in ERRORS.items()}
            operation.setdefault("parameters", []).append(ASK_AGAIN)
    return result

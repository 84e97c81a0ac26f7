"""What can go wrong with an image service, as data: answers that are errors, and deliveries that are not as they should be."""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One way to fail. Everything that is not set is as it should be.

    `status` with `body` is an answer in place of a picture. `cut` drops the connection after so many bytes of the body,
    or after that share of it where it is below 1. `data` takes the picture's place.
    """

    name: str
    status: int | None = None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict[str, str])
    cut: float | None = None
    drop: bool = False
    hang: bool = False
    silence: bool = False
    pause: float = 0
    as_json: bool = False
    as_text: str = ""
    no_completed: bool = False
    no_picture: bool = False
    garbage: bool = False
    truncated: bool = False
    error_event: dict[str, Any] | None = None
    as_url: bool = False
    lost_url: bool = False
    no_usage: bool = False
    line_end: str = "\n"
    no_event_lines: bool = False
    data: bytes = b""


def error(status: int, message: str, code: str | None = None, type_: str = "invalid_request_error", **more: Any) -> Any:
    """An error body as OpenAI writes it."""
    return {"error": {"message": message, "type": type_, "param": more.pop("param", None), "code": code, **more}}


def answer(name: str, status: int, message: str, code: str | None = None, **more: Any) -> Fault:
    """An answer that is an error."""
    headers = more.pop("headers", {})
    return Fault(name, status, error(status, message, code, **more), headers)


def moderation(stage: str, *categories: str) -> dict[str, Any]:
    """The error of the safety system."""
    details = {"moderation_stage": stage, "categories": list(categories)}
    text = "Your request was rejected by the safety system. If you believe this is an error, contact us."
    return error(400, text, "moderation_blocked", "image_generation_user_error", moderation_details=details)


NO_CREDIT = "You exceeded your current quota, please check your plan and billing details."
UNVERIFIED = (
    "Your organization must be verified to use the model `gpt-image-2.6-flare`. Please go to: "
    "https://platform.openai.com/settings/organization/general and click on Verify Organization."
)
LIMIT = "Rate limit reached for gpt-image-2.6-flare on images per min. Limit: 5 / 1min."

REFUSALS: tuple[Fault, ...] = (
    answer("wrong key", 401, "Incorrect API key provided: sk-ca***ary.", "invalid_api_key"),
    answer("unverified", 403, UNVERIFIED),
    answer("forbidden", 403, "Project does not have access to this model.", "model_not_allowed"),
    answer("wrong country", 403, "Country, region, or territory not supported", "unsupported_country_region_territory"),
    answer("unknown model", 404, "The model 'x' does not exist.", "model_not_found", param="model"),
    answer("no credit", 429, NO_CREDIT, "insufficient_quota", type_="insufficient_quota"),
    answer("balance", 429, "No credits.", "credit_balance_exhausted", type_="insufficient_quota"),
    answer("spend limit", 429, "Limit.", "organization_spend_limit_exceeded", type_="insufficient_quota"),
    answer("rate limit", 429, LIMIT, "rate_limit_exceeded", type_="requests", headers={"retry-after": "7"}),
    answer("rate limit without hint", 429, LIMIT, "rate_limit_exceeded", type_="requests"),
    answer("transparent", 400, "Transparent background is not supported.", "invalid_value", param="background"),
    answer("size", 400, "Invalid size.", "invalid_value", param="size"),
    answer("too large", 413, "Payload too large."),
    Fault("moderated prompt", 400, moderation("input", "violence")),
    Fault("moderated account", 400, error(400, "Rejected.", "moderation_blocked", "image_generation_user_error")),
    Fault("error as text", 400, {"error": "prompt required"}),
    Fault("detail", 422, {"detail": [{"loc": ["body", "prompt"], "msg": "field required"}]}),
    Fault("plain text", 400, "oops"),
    Fault("not here", 404, "<html>Not found</html>"),
    Fault("redirect", 307, "", {"location": "http://127.0.0.1:9/v1/images/generations"}),
)
"""Answers after which nothing can have been billed."""

TROUBLES: tuple[Fault, ...] = (
    answer("server error", 500, "The server had an error.", type_="server_error"),
    Fault("gateway", 502, "<html><body>Bad gateway</body></html>"),
    answer("overloaded", 503, "The engine is currently overloaded.", type_="server_error"),
    Fault("gateway timeout", 504, "upstream request timeout"),
    answer("conflict", 409, "Conflict."),
    Fault("moderated picture", 400, moderation("output", "sexual", "self_harm")),
    Fault("moderated in the stream", error_event=moderation("output", "violence")),
    Fault("error in the stream", error_event=error(500, "The server had an error.", "server_error")),
    Fault("dropped", drop=True),
    Fault("cut at the first byte", cut=1),
    Fault("cut early", cut=0.1),
    Fault("cut in the picture", cut=0.9),
    Fault("no completed event", no_completed=True),
    Fault("no picture", no_picture=True),
    Fault("garbage", garbage=True),
    Fault("web page", as_text="<!doctype html><title>Sign in to the hotel network</title>"),
    Fault("something else", as_text="It works!"),
    Fault("nothing", as_text=" "),
    Fault("lost url", as_url=True, lost_url=True),
)
"""Failures after which something may have been billed."""

WAITS: tuple[Fault, ...] = (Fault("hang", hang=True), Fault("silence", silence=True))
"""The service says nothing more."""

ODDITIES: tuple[Fault, ...] = (
    Fault("json in place of a stream", as_json=True),
    Fault("url", as_url=True),
    Fault("no usage", no_usage=True),
    Fault("carriage returns", line_end="\r\n"),
    Fault("only carriage returns", line_end="\r"),
    Fault("no event lines", no_event_lines=True),
    Fault("slow bytes", pause=0.002),
    Fault("picture cut before its end marker", truncated=True),
)
"""Not as the documents say, and still a whole answer: the last one's picture is for the library to judge."""

FAULTS = {fault.name: fault for fault in (*REFUSALS, *TROUBLES, *WAITS, *ODDITIES)}


def body_bytes(body: Any) -> tuple[bytes, str]:
    """A body and its media type."""
    if isinstance(body, str):
        return body.encode(), "text/html" if body.startswith("<") else "text/plain"
    return json.dumps(body).encode(), "application/json"

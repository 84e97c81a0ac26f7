"""What a service answered instead of a picture, in plain words: the first rule that fits builds the error.

What the codes mean: the service's error guide and what users of it have reported. Its own words are quoted where they
say what is wrong with the request, never where they could hold a key.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from studio.backend.engines.openai.address import Address
from studio.backend.engines.openai.trouble import Answered, ServiceError
from studio.backend.retry_after import LONGEST_WAIT, retry_after
from studio.core.errors import NotRun, OutcomeUnknown, Refused, RequestError
from studio.core.models import ImageModels

MAY_BE_BILLED = "It may have been billed: look at your usage before you make it again."

_NO_CREDIT = frozenset({"insufficient_quota", "credit_balance_exhausted"})
_LIMITS = frozenset(
    {
        "billing_hard_limit_reached",
        "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded",
        "organization_usage_limit_exceeded",
    }
)
_MODERATED = frozenset({"moderation_blocked", "content_policy_violation"})
_VERIFY_PAGE = "platform.openai.com/settings/organization/general"
_ENGINES = "in Settings, under Engines and keys"
_QUOTE = 240
_PARAMETERS = {
    "size": "size",
    "quality": "quality",
    "background": "background",
    "output_format": "format",
    "output_compression": "compression",
    "image": "reference",
    "mask": "mask",
    "prompt": "prompt",
    "partial_images": "number of previews",
    "complexity": "complexity",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of whom, and when; `scrub` takes the key out of a text."""

    address: Address
    model_id: str
    models: ImageModels
    today: date
    now: datetime
    scrub: Callable[[str], str]

    @property
    def who(self) -> str:
        """How sentences name the service."""
        return self.address.who

    def quote(self, sentence: str, error: ServiceError) -> str:
        """A sentence that ends with the service's own words, cleaned and short, where it said any."""
        words = " ".join("".join(sign if sign.isprintable() else " " for sign in self.scrub(error.message)).split())
        if len(words) > _QUOTE:
            words = words[: _QUOTE - 1].rstrip() + "…"
        return f"{sentence}: “{words.rstrip('.')}”." if words else f"{sentence}."


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with the error that was read out of it, and what it answers."""

    answer: Answered
    error: ServiceError
    asked: Asked

    def not_run(
        self,
        sentence: str,
        step: str,
        *,
        can_repeat: bool = False,
        retry_after: float | None = None,
        is_about_key: bool = False,
    ) -> NotRun:
        """The request surely did not run."""
        return NotRun(
            sentence,
            step,
            request_id=self.answer.request_id,
            can_repeat=can_repeat,
            retry_after=retry_after,
            is_about_key=is_about_key,
        )


def error_of_reply(answer: Answered, asked: Asked) -> RequestError:
    """The error that a person is told."""
    reply = Reply(answer, ServiceError.of(answer.body), asked)
    return next(build(reply) for fits, build in _RULES if fits(reply))


def is_moderation(error: ServiceError) -> bool:
    """The safety system said no."""
    return error.code in _MODERATED or bool(error.stage)


def moderation(error: ServiceError, request_id: str, asked: Asked) -> Refused:
    """Which stage refused, and why, as far as the service says; nothing is guessed."""
    why = f" ({', '.join(name.replace('_', ' ') for name in error.categories)})" if error.categories else ""
    stages = {"output": "the finished picture", "input": "the prompt"}
    step = "Reword the subject or the extra wording, then try again."
    return Refused(
        f"The safety system of {asked.who} refused {stages.get(error.stage, 'this request')}{why}.",
        f"{step} It may have been billed." if error.stage == "output" else step,
        request_id=request_id,
        may_be_billed=error.stage != "input",
    )


def _moderated(reply: Reply) -> RequestError:
    return moderation(reply.error, reply.answer.request_id, reply.asked)


def _no_credit(reply: Reply) -> RequestError:
    sentence = f"Your account at {reply.asked.who} has no credit left."
    return reply.not_run(sentence, "Add credit in the account's billing settings, then try again.")


def _limit_reached(reply: Reply) -> RequestError:
    sentence = f"The spending limit of your account at {reply.asked.who} is reached."
    return reply.not_run(sentence, "Raise it in the account's billing settings, or wait for the next month.")


def _too_many(reply: Reply) -> RequestError:
    who = reply.asked.who
    sentence = f"{who} takes no more pictures from this account right now."
    seconds = retry_after(reply.answer.headers, reply.asked.now)
    if seconds is None:
        return reply.not_run(sentence, "Wait a minute, then try again.", can_repeat=True)
    step = f"{who} asks to wait {_duration(seconds)}; try again after that."
    return reply.not_run(sentence, step, can_repeat=seconds <= LONGEST_WAIT, retry_after=seconds)


def _duration(seconds: float) -> str:
    if seconds < 90:
        count = max(1, round(seconds))
        return "a second" if count == 1 else f"{count} seconds"
    if seconds < 5400:
        return f"{round(seconds / 60)} minutes"
    return "a long time" if seconds > 30 * 86400 else f"{round(seconds / 3600)} hours"


def _unknown_model(reply: Reply) -> RequestError:
    asked = reply.asked
    ending = asked.models.ending(asked.model_id)
    if ending is not None and ending.day <= asked.today:
        step = f"Choose {ending.replacement} instead." if ending.replacement else "Choose another model."
        return reply.not_run(f"The model {asked.model_id} ended on {ending.day.day} {ending.day:%B %Y}.", step)
    sentence = f"{asked.who} does not know the model {asked.model_id}, or your key may not use it."
    return reply.not_run(sentence, "Choose another model.")


def _wrong_key(reply: Reply) -> RequestError:
    sentence = f"{reply.asked.who} does not accept the key."
    return reply.not_run(sentence, f"Check the key {_ENGINES}.", is_about_key=True)


def _unverified(reply: Reply) -> RequestError:
    return reply.not_run(
        f"{reply.asked.who} wants your organization verified before it may use {reply.asked.model_id}.",
        f"Verify it at {_VERIFY_PAGE}; it can take half an hour. Or choose another model.",
    )


def _not_in_this_country(reply: Reply) -> RequestError:
    sentence = f"{reply.asked.who} does not serve the country that you are in."
    return reply.not_run(sentence, "Use another engine.")


def _not_allowed(reply: Reply) -> RequestError:
    sentence = reply.asked.quote(f"Your key may not use {reply.asked.model_id}", reply.error)
    return reply.not_run(sentence, "Choose another model, or another key.", is_about_key=True)


def _nothing_there(reply: Reply) -> RequestError:
    sentence = f"There is no image service at {reply.asked.address.url}."
    return reply.not_run(sentence, f"Check the address {_ENGINES}; it often ends with /v1.")


def _redirect(reply: Reply) -> RequestError:
    sentence = f"{reply.asked.address.host} points to another address, and your key is not sent there."
    return reply.not_run(sentence, f"Enter the right address {_ENGINES}.")


def _too_large(reply: Reply) -> RequestError:
    sentence = f"The references are too large for {reply.asked.who}."
    return reply.not_run(sentence, "Take fewer or smaller ones, then try again.")


def _stumbled(reply: Reply) -> RequestError:
    sentence = f"{reply.asked.who} had trouble of its own (error {reply.answer.status})."
    return OutcomeUnknown(sentence, MAY_BE_BILLED, request_id=reply.answer.request_id)


def _not_accepted(reply: Reply) -> RequestError:
    """The request itself is at fault: the service says what it did not like, and its own words are shown."""
    word = _PARAMETERS.get(reply.error.param.split("[")[0], "")
    what = f"this {word}" if word else "this request"
    sentence = reply.asked.quote(f"{reply.asked.who} does not accept {what}", reply.error)
    if word == "background":
        return reply.not_run(sentence, "Choose an opaque background, or another model.")
    return reply.not_run(sentence, f"Change the {word or 'brief'}, then try again.")


def _says_verify(reply: Reply) -> bool:
    return reply.answer.status == 403 and "must be verified" in reply.error.message.lower()


def _names_model(reply: Reply) -> bool:
    is_about_model = reply.error.param == "model" and reply.answer.status in (400, 404, 422)
    return is_about_model or reply.error.code in ("model_not_found", "deprecated_model")


_RULES: tuple[tuple[Callable[[Reply], bool], Callable[[Reply], RequestError]], ...] = (
    (lambda reply: is_moderation(reply.error), _moderated),
    (lambda reply: reply.error.code in _LIMITS, _limit_reached),
    (lambda reply: bool({reply.error.code, reply.error.type} & _NO_CREDIT), _no_credit),
    (lambda reply: reply.answer.status == 429, _too_many),
    (lambda reply: reply.answer.status == 401, _wrong_key),
    (_says_verify, _unverified),
    (lambda reply: reply.error.code == "unsupported_country_region_territory", _not_in_this_country),
    (_names_model, _unknown_model),
    (lambda reply: reply.answer.status == 403, _not_allowed),
    (lambda reply: reply.answer.status in (404, 405), _nothing_there),
    (lambda reply: reply.answer.status == 413, _too_large),
    (lambda reply: 300 <= reply.answer.status < 400, _redirect),
    (lambda reply: reply.answer.status in (408, 409) or reply.answer.status >= 500, _stumbled),
    (lambda _: True, _not_accepted),
)

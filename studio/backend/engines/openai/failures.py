"""From trouble to words: every failure of an image service as one sentence and one next step."""

from studio.backend.engines.openai.address import Address
from studio.backend.engines.openai.replies import MAY_BE_BILLED, Asked, error_of_reply, is_moderation, moderation
from studio.backend.engines.openai.trouble import Break, Broken, NotReached, Reach, ServiceError, Trouble
from studio.core.errors import AnswerUnusable, NotRun, OutcomeUnknown, RequestError
from studio.core.json_text import JsonValue


def explain(trouble: Trouble, asked: Asked, request_id: str = "") -> RequestError:
    """The error that a person is told; `request_id` is that of an answer that had begun."""
    if isinstance(trouble, NotReached):
        return _not_reached(trouble.reach, asked.address)
    if isinstance(trouble, Broken):
        return _broken(trouble, asked.address, request_id)
    return error_of_reply(trouble, asked)


def failed_while_making(body: JsonValue, request_id: str, asked: Asked) -> RequestError:
    """An error inside an answer that had begun well: the work had begun too."""
    error = ServiceError.of(body)
    if is_moderation(error):
        return moderation(error, request_id, asked)
    sentence = asked.quote(f"{asked.who} stopped while making the picture", error)
    return OutcomeUnknown(sentence, MAY_BE_BILLED, request_id=request_id)


def ended_early(request_id: str) -> RequestError:
    """The answer ended in good order, and the picture was not in it."""
    return OutcomeUnknown("The answer ended before the picture was complete.", MAY_BE_BILLED, request_id=request_id)


def unusable(sentence: str, request_id: str) -> RequestError:
    """The answer is named as what it is."""
    return AnswerUnusable(sentence, MAY_BE_BILLED, request_id=request_id)


def not_fetched(request_id: str) -> RequestError:
    """The service made the picture and put it somewhere; from there it did not come."""
    sentence = "The picture was made, but it could not be fetched from where the service put it."
    return AnswerUnusable(sentence, MAY_BE_BILLED, request_id=request_id)


def no_key(address: Address) -> RequestError:
    """There is no key for this host; nothing is asked of it."""
    if address.is_official:
        step = "Enter your key in Settings, under Engines and keys, or set OPENAI_API_KEY."
        return NotRun("There is no OpenAI key yet.", step)
    step = "Enter it in Settings, under Engines and keys; where the service needs none, enter any word."
    return NotRun(f"There is no key for {address.host} yet.", step)


def _not_reached(reach: Reach, address: Address) -> RequestError:
    host = address.host
    sentence, step = {
        Reach.NO_NAME: (f"{host} cannot be found.", "Check your network, and the address in Settings."),
        Reach.NO_CONNECTION: (f"{host} cannot be reached.", "Check your network, then try again."),
        Reach.TOO_SLOW: (f"The connection to {host} took too long.", "Check your network, then try again."),
        Reach.NOT_TRUSTED: (
            f"The certificate of {host} is not trusted, so nothing was sent.",
            "Check the address in Settings, and whether the clock of this computer is right.",
        ),
    }[reach]
    return NotRun(sentence, f"{step} Nothing was billed.", can_repeat=reach is not Reach.NOT_TRUSTED)


def _broken(trouble: Broken, address: Address, request_id: str) -> RequestError:
    sentence = {
        Break.CUT: f"The connection to {address.host} ended before an answer came.",
        Break.SILENT: f"{address.who} sent nothing for too long.",
        Break.TOO_LONG: f"{address.who} took too long to make the picture.",
    }[trouble.how]
    if trouble.has_begun and trouble.how is Break.CUT:
        sentence = "The connection broke off before the picture was complete."
    return OutcomeUnknown(sentence, MAY_BE_BILLED, request_id=request_id)

"""What the server's refusals mean for a person, and which of them end a session.

Codes: https://supabase.com/docs/guides/auth/debugging/error-codes and GoTrue's `internal/api/apierrors/errorcode.go`.
"""

import re

from studio.core.errors import AccountRefused, StudioError, TeamUnreachable

CHECK_PASSWORD = "Check them, or reset your password."  # noqa: S105 - a sentence
NEWEST_MAIL = "Take it from the newest mail, or ask for another one."
WAIT = "Wait a minute, then try again."
ASK_ADMIN = "Ask an admin of the team."

_SENTENCES = {
    "invalid_credentials": ("That email and password don’t match.", CHECK_PASSWORD),
    "email_not_confirmed": ("This email address is not confirmed yet.", "Open the link in the mail, then sign in."),
    "user_already_exists": ("There is already an account with this email address.", "Sign in, or reset its password."),
    "email_exists": ("There is already an account with this email address.", "Sign in, or reset its password."),
    "weak_password": ("This password is too easy to guess.", "Take a longer one."),
    "same_password": ("This is the password that the account has already.", "Think of another one."),
    "otp_expired": ("This code is not right, or too old.", NEWEST_MAIL),
    "signup_disabled": ("This team does not take new accounts by itself.", ASK_ADMIN),
    "email_provider_disabled": ("This team does not use passwords.", ASK_ADMIN),
    "email_address_invalid": ("This email address is not accepted.", "Check it, or use another one."),
    "email_address_not_authorized": ("The team’s server may not send mail to this address.", ASK_ADMIN),
    "over_email_send_rate_limit": ("A mail was sent a moment ago.", "Look for it, or wait a minute for another one."),
    "over_request_rate_limit": ("There were too many tries in a short time.", WAIT),
    "user_banned": ("This account is blocked.", ASK_ADMIN),
    "captcha_failed": ("This team asks for a captcha, which the studio cannot show.", ASK_ADMIN),
    "user_not_found": ("There is no such account any more.", ASK_ADMIN),
}
_LENGTH = ("This password is too short.", "Take a longer one.")
_CHARACTERS = ("This password is too simple.", "Mix small and capital letters, digits and signs.")
_PWNED = ("This password is on lists that burglars use.", "Take one that you use nowhere else.")
_REASONS = {"length": _LENGTH, "characters": _CHARACTERS, "pwned": _PWNED}

_ENDS = frozenset(
    {
        "refresh_token_not_found",
        "refresh_token_already_used",
        "session_not_found",
        "session_expired",
        "user_not_found",
        "user_banned",
        "invalid_grant",
    }
)
_ENDS_IN_WORDS = re.compile(
    r"refresh token.*(not (valid|found)|already used|revoked|expired)|invalid refresh token", re.IGNORECASE
)
_KEY_UNKNOWN = re.compile(r"api ?key|no_authorization", re.IGNORECASE)
_JWT = re.compile(r"eyJ[\w-]+\.[\w-]*\.?[\w-]*")
_WORDS_SHOWN = 200


def refusal(status: int, code: str, message: str, reasons: tuple[str, ...] = ()) -> StudioError:
    """What to tell who asked to sign in, to sign up or for a new password."""
    if status >= 500:
        return stumbled()
    if status == 401 and _KEY_UNKNOWN.search(message):
        return AccountRefused(
            "The project does not know the studio’s key.", "Connect again with its publishable key.", code="bad_key"
        )
    if code == "weak_password":
        words = next((_REASONS[reason] for reason in reasons if reason in _REASONS), _SENTENCES[code])
        return AccountRefused(*words, code=code)
    if code in _SENTENCES:
        return AccountRefused(*_SENTENCES[code], code=code)
    if status == 429:
        return AccountRefused(*_SENTENCES["over_request_rate_limit"], code=code)
    if "email" in message.lower() and code == "validation_failed":
        return AccountRefused(*_SENTENCES["email_address_invalid"], code=code)
    said = plain(message)
    return AccountRefused("The team’s server said no.", f"It says: {said}" if said else ASK_ADMIN, code=code)


def end_of_grant(status: int, code: str, message: str) -> str:
    """The sentence where this refusal of a refresh token ends the session; empty where it may work later."""
    if status >= 500 or status == 429:
        return ""
    if code in ("user_banned", "user_not_found"):
        return _SENTENCES[code][0]
    if code in _ENDS or _ENDS_IN_WORDS.search(message):
        return "Your sign-in has ended."
    return ""


def stumbled() -> TeamUnreachable:
    """The server is there and does not work."""
    return TeamUnreachable("The team’s server does not work right now.", "The studio tries again by itself.")


def unreachable() -> TeamUnreachable:
    """There is no connection."""
    return TeamUnreachable(
        "The team’s server cannot be reached.", "Check your network; the studio tries again by itself."
    )


def not_understood() -> TeamUnreachable:
    """Something answered, but not a Supabase project: a hotel's sign-in page, or another server."""
    return TeamUnreachable(
        "What answered is not the team’s server.", "Check the address, and whether the network asks you to sign in."
    )


def plain(message: str) -> str:
    """A server's own words as one short line, without an access token that it may have repeated."""
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in message[:1000]).split())
    words = _JWT.sub("•••", words)
    return words if len(words) <= _WORDS_SHOWN else words[: _WORDS_SHOWN - 1] + "…"

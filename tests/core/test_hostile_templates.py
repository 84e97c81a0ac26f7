"""Templates within the subset over hostile values: both engines say the same bytes, and nothing in a value is ever run.

The values are what attackers of template engines try: template syntax of ours and of other engines, Python and
JavaScript, format strings, prototypes, control and direction characters, and texts that are long.
"""

import random

import pytest

from studio.core.prompt.model import MAX_OUTPUT
from tests.faults.report import Campaign
from tests.vectors.engines import Case, by_deno, by_python

EVERYDAY, CAMPAIGN = 5_000, 50_000
AT_ONCE = 5_000
HOSTILE = (
    "{{ subject }}",
    "{% if true %}x{% endif %}",
    "{{ theme.details.secret }}",
    "{% assign subject = 'x' %}{{ subject }}",
    "{%- comment -%}",
    "{% raw %}",
    "{% endraw %}{{ 7 | times: 7 }}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{{7*7}}",
    "{0.__class__.__mro__}",
    "{subject.__init__.__globals__}",
    "%(subject)s %s %n",
    "{{constructor.constructor('return process')()}}",
    "__proto__",
    "constructor",
    "toString",
    "'; DROP TABLE themes; --",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\\u0041\\x41\\n",
    "{{ '{{ subject }}' }}",
    "}}{{",
    "%}{%",
    "\u202eevil\u202c",
    "a\u0301\u0323 ﬁ ß İ",
    "😀👩‍👩‍👧",
    "\u2028\u2029\u0085\u00a0\ufeff",
    "-",
    "",
    " ",
    "\t\r\n",
    "=cmd|' /C calc'!A0",
    "A" * 900,
    "0",
    "false",
    "nil",
    "1e309",
)
KEYS = ("mood", "palette", "rows", "any", "__proto__", "constructor", "toString", "hasOwnProperty", "two words")
PIECES = (
    "{{ subject }}",
    "{{ name }}",
    "{{ extra }}",
    "{{ theme.name | default: 'none' }}",
    "{{ theme.details.mood | default: subject }}",
    "{{ theme.details['two words'] | default: '-' }}",
    "{{ theme.details.palette | join: ', ' }}",
    "{{ theme.details.palette | first }}",
    "{{ theme.details['__proto__'] | default: 'p' }}",
    "{{ theme.details.constructor | default: 'c' }}",
    "{{ theme.details.toString | default: 't' }}",
    "{{ rarity.details.any | default: 'r' }}",
    "{{ subject | replace: 'a', name }}",
    "{{ subject | append: name | prepend: extra }}",
    "{{ name | replace: '{{', '}}' }}",
    "{% if theme.details.mood %}{{ theme.details.mood }}{% else %}none{% endif %}",
    "{% if subject contains name %}in{% endif %}",
    "{% if theme.details.mood == '{{ subject }}' %}same{% endif %}",
    "{% for word in theme.details.palette %}[{{ word }}]{% unless forloop.last %}, {% endunless %}{% endfor %}",
    "{% for row in theme.details.rows %}{{ row.mood | default: '?' }};{% endfor %}",
    "{% case subject %}{% when '{{ subject }}' %}literal{% when '' %}empty{% else %}other{% endcase %}",
    "{% assign word = theme.details.mood | default: subject %}{{ word | append: word }}",
    "{% raw %}{{ subject }}{% endraw %}",
    "{% comment %} nothing {% endcomment %}",
    " and ",
    "\n",
    "“quoted” ",
)


class Maker:
    """Makes templates of pieces that the subset has, over values that were meant to break it."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def case(self) -> Case:
        """One template with its input."""
        chance = self._chance
        template = "".join(chance.choices(PIECES, k=chance.randint(1, 7)))
        return {
            "template": template,
            "input": {
                "subject": self._text(),
                "name": self._text(),
                "extra": self._text(),
                "theme": {"name": self._text(), "details": self._details()} if chance.random() < 0.9 else None,
                "rarity": {"name": self._text(), "details": {"any": self._value()}} if chance.random() < 0.6 else None,
            },
        }

    def _text(self) -> str:
        return "".join(self._chance.choices(HOSTILE, k=self._chance.choice((1, 1, 2))))

    def _value(self) -> object:
        chance = self._chance
        return chance.choice(
            (self._text(), None, True, 12.50, -0.0, 1e21, [self._text(), self._text()], {"a": self._text()})
        )

    def _details(self) -> object:
        chance = self._chance
        if chance.random() < 0.05:
            return self._value()
        details: dict[str, object] = {
            "palette": [self._text() for _ in range(chance.randint(0, 3))],
            "rows": [{"mood": self._text()} for _ in range(chance.randint(0, 2))],
        }
        for key in chance.sample(KEYS, 4):
            details.setdefault(key, self._value() if chance.random() < 0.3 else self._text())
        return details


def faults(cases: list[Case]) -> list[str]:
    """What is wrong with the answers to these cases."""
    found: list[str] = []
    ours = [by_python(case) for case in cases]
    for case, one, other in zip(cases, ours, by_deno(cases), strict=True):
        if one != other:
            found.append(f"{case!r}: {one!r} here, {other!r} there")
        text = one.get("text", "")
        if len(text) > MAX_OUTPUT:
            found.append(f"{case!r}: {len(text)} characters")
        plain = case["template"]
        if ("49" in text and "49" not in plain) or "process" in text.replace("return process", ""):
            found.append(f"{case!r}: something was evaluated")
    return found


def test_hostile_values_come_out_as_they_are_and_alike_on_both_engines() -> None:
    maker = Maker(20261124)
    assert faults([maker.case() for _ in range(EVERYDAY)]) == []


def test_a_value_is_printed_as_it_is_and_never_expanded_again() -> None:
    cases = [
        {
            "template": "{{ subject }}|{{ name }}",
            "input": {"subject": one, "name": "N", "extra": None, "theme": None, "rarity": None},
        }
        for one in HOSTILE
        if one and "\r" not in one and "\u0301" not in one
    ]
    for case, answer in zip(cases, by_deno(cases), strict=True):
        assert answer == by_python(case) == {"text": f"{case['input']['subject']}|N"}


@pytest.mark.long
def test_tens_of_thousands_of_hostile_values_come_out_alike() -> None:
    campaign = Campaign("hostile templates", "a second rendering of what was rendered", seed=7)
    maker = Maker(7)
    while campaign.tries < CAMPAIGN:
        cases = [maker.case() for _ in range(AT_ONCE)]
        campaign.tries += len(cases)
        campaign.failures += faults(cases)
    campaign.finish(CAMPAIGN)

"""Prompts as people meet them: spans that say what fed them, lint in plain words, placeholders converted."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from studio.core.catalog import Entry, Kind
from studio.core.json_text import JsonValue
from studio.core.prompt.lint import lint, variables
from studio.core.prompt.model import PromptInput, Severity, estimate_tokens
from studio.core.prompt.placeholders import convert_placeholders
from studio.core.prompt.render import resolve


def entry(kind: Kind, name: str, details: JsonValue) -> Entry:
    return Entry(kind, 1, name, details, datetime(2026, 1, 1, tzinfo=UTC))


NEON = entry(
    Kind.THEMES,
    "Neon Arcade",
    {
        "mood": "loud",
        "palette": ["violet", "mint"],
        "shiny": True,
        "rows": [{"name": "hat"}, {"name": "cane"}],
        "none": None,
    },
)
EPIC = entry(Kind.RARITY, "Epic", {"frame": "foil edge"})
GIVEN = PromptInput("Ada", "ADA", "", NEON, EPIC)


def spans(template: str, given: PromptInput = GIVEN) -> list[tuple[str, set[str]]]:
    resolution = resolve(template, given)
    assert resolution.ok, resolution.lint
    assert "".join(span.text for span in resolution.spans) == resolution.text
    return [(span.text, set(span.paths)) for span in resolution.spans]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("A {{ subject }}!", [("A ", set()), ("Ada", {"subject"}), ("!", set())]),
        ("{{ theme.details['mood'] }}", [("loud", {"theme.details.mood"})]),
        ("{{ theme.details.shiny }}", [("true", {"theme.details.shiny"})]),
        ("{{ subject | append: ' & ' | append: name }}", [("Ada & ADA", {"subject", "name"})]),
        ("{{ subject | prepend: theme.name }}", [("Neon ArcadeAda", {"subject", "theme.name"})]),
        ("{{ subject | replace: 'd', name }}", [("AADAa", {"subject", "name"})]),
        ("{{ theme.details.palette | join: name }}", [("violetADAmint", {"theme.details.palette", "name"})]),
        ("{{ theme.details.palette | first }}", [("violet", {"theme.details.palette"})]),
        ("{{ theme.details.mood | default: name }}", [("loud", {"theme.details.mood"})]),
        ("{{ theme.details.gone | default: name }}", [("ADA", {"theme.details.gone", "name"})]),
        ("{{ theme.details.none | default: 'calm' }}", [("calm", {"theme.details.none"})]),
        (
            "{% assign t = subject | append: name %}<{{ t }}>",
            [("<", set()), ("AdaADA", {"subject", "name"}), (">", set())],
        ),
        (
            "{% for c in theme.details.palette %}{{ c }};{% endfor %}",
            [("violet", {"theme.details.palette"}), (";", set()), ("mint", {"theme.details.palette"}), (";", set())],
        ),
        (
            "{% for r in theme.details.rows %}{{ r.name | append: subject }}{% endfor %}",
            [("hatAdacaneAda", {"theme.details.rows.name", "subject"})],
        ),
        ("{% if theme.details.mood %}x{% endif %}", [("x", set())]),
        (
            "{% case rarity.name %}{% when 'Epic' %}gleams {{ subject }}{% endcase %}.",
            [("gleams ", {"rarity.name"}), ("Ada", {"rarity.name", "subject"}), (".", set())],
        ),
        (
            "{% assign t = 'dull' %}{% case rarity.name %}{% when 'Epic' %}{% assign t = 'shiny' %}{% endcase %}{{ t }}",
            [("shiny", {"rarity.name"})],
        ),
    ],
)
def test_every_span_names_the_paths_that_fed_it(template: str, expected: list[tuple[str, set[str]]]) -> None:
    assert spans(template) == expected


def test_what_an_artist_types_is_never_taken_for_template_or_span() -> None:
    hostile = PromptInput("{{ name }}\x00\x01{% raw %}", "ADA")
    assert spans("{{ subject }}{{ name }}", hostile) == [(hostile.subject, {"subject"}), ("ADA", {"name"})]


def test_a_prompt_that_does_not_resolve_has_no_text_and_says_where_and_why() -> None:
    resolution = resolve("A figure.\n  With {{ theme.details.music }}.", GIVEN)
    assert (resolution.ok, resolution.text, resolution.spans) == (False, "", ())
    error = resolution.errors[0]
    assert (error.sentence, error.line, error.column) == ("Theme “Neon Arcade” has no details.music.", 2, 11)
    assert error.path == "theme.details.music"
    assert "default" in error.next_step


def test_what_is_tested_and_missing_is_a_note() -> None:
    template = "{% if theme.details.music %}{{ theme.details.music }}{% endif %}"
    resolution = resolve(template, PromptInput(theme=entry(Kind.THEMES, "Neon Arcade", {})))
    assert resolution.ok
    assert [(note.severity, note.sentence) for note in resolution.lint] == [
        (Severity.NOTE, "Theme “Neon Arcade” has no details.music; the template leaves it out.")
    ]


def test_what_has_a_default_and_is_missing_is_a_note_too() -> None:
    resolution = resolve(
        "{{ theme.details.music | default: 'silence' }}", PromptInput(theme=entry(Kind.THEMES, "T", {}))
    )
    assert [note.sentence for note in resolution.lint] == [
        "Theme “T” has no details.music; the template’s own words stand in."
    ]


def test_a_chosen_theme_that_is_not_used_much_is_one_note() -> None:
    resolution = resolve("{{ subject }} {{ theme.details.mood }}", GIVEN)
    assert [note.sentence for note in resolution.lint if note.kind == "unused"] == [
        "The template does not use palette, shiny, rows, none of theme “Neon Arcade”.",
        "The template does not use frame of rarity “Epic”.",
    ]


def test_lint_names_every_fault_of_a_template_in_its_order() -> None:
    notes = lint("{{ a }}\n{{ subject | upcase }}\n{% if name > 3 %}{% endif %}\n{% shout %}", GIVEN)
    errors = [(note.kind, note.line, note.column) for note in notes if note.severity is Severity.ERROR]
    assert errors == [("variable", 1, 4), ("filter", 2, 14), ("operator", 3, 12), ("tag", 4, 1)]
    assert all(note.sentence and note.next_step for note in notes if note.severity is Severity.ERROR)


def test_lint_sees_what_will_be_missing_without_rendering() -> None:
    notes = lint("{{ theme.details.music }}", GIVEN)
    assert [note.sentence for note in notes if note.severity is Severity.ERROR] == [
        "Theme “Neon Arcade” has no details.music."
    ]


def test_a_very_long_prompt_is_a_warning() -> None:
    resolution = resolve("{{ subject }}", PromptInput("x" * 4_001))
    assert [note.kind for note in resolution.lint if note.severity is Severity.WARNING] == ["long"]


@pytest.mark.parametrize(
    ("template", "converted"),
    [
        ("A {subject}.", "A {{ subject }}."),
        ("A [SUBJECT] called [Name]", "A {{ subject }} called {{ name }}"),
        ("${subject} in ${theme}", "{{ subject }} in {{ theme.name }}"),
        ("%subject% at 100 % or 50%", "{{ subject }} at 100 % or 50%"),
        ("{{SUBJECT}} {{ Rarity }}", "{{ subject }} {{ rarity.name }}"),
        ("{theme.mood}, {rarity.details.frame}", "{{ theme.details.mood }}, {{ rarity.details.frame }}"),
        ("{{ subject }} [1] [sic] {brace} {{{ x }}}", "{{ subject }} [1] [sic] {brace} {{{ x }}}"),
        (
            "{% raw %}{subject}{% endraw %}{% if name %}[NAME]{% endif %}",
            "{% raw %}{subject}{% endraw %}{% if name %}{{ name }}{% endif %}",
        ),
    ],
)
def test_placeholders_of_other_styles_are_converted(template: str, converted: str) -> None:
    assert convert_placeholders(template) == converted
    assert convert_placeholders(converted) == converted


def test_a_placeholder_of_another_style_is_a_warning_with_its_fix() -> None:
    resolution = resolve("A figure of {subject}, {{ name }}.", PromptInput("Ada", "ADA"))
    assert resolution.text == "A figure of {subject}, ADA."
    warning = resolution.lint[0]
    assert (warning.severity, warning.kind, warning.column) == (Severity.WARNING, "placeholder", 13)
    assert warning.fix == "A figure of {{ subject }}, {{ name }}."


def test_variables_are_found_with_place_and_without_rendering() -> None:
    uses = variables("{{ subject }}\n{% for r in theme.details.rows %}{{ r.name | default: extra }}{% endfor %}")
    assert [(use.path, use.line, use.column, use.is_optional) for use in uses] == [
        ("subject", 1, 4, False),
        ("theme.details.rows", 2, 13, True),
        ("theme.details.rows.name", 2, 37, True),
        ("extra", 2, 55, False),
    ]


def test_a_template_that_loops_without_end_in_sight_is_stopped() -> None:
    letters = entry(Kind.THEMES, "T", {"l": ["x"] * 1000})
    loops = "".join(f"{{% for v{depth} in theme.details.l %}}" for depth in range(10)) + "{% endfor %}" * 10
    assert [error.kind for error in resolve(loops, PromptInput(theme=letters)).errors] == ["too_much"]


def test_the_json_of_a_resolution_is_what_the_command_prints() -> None:
    data = resolve("{{ subject }} of {theme}", PromptInput("Ada")).to_json()
    assert data["text"] == "Ada of {theme}"
    assert data["spans"] == [{"text": "Ada", "paths": ["subject"]}, {"text": " of {theme}", "paths": []}]
    assert isinstance(data["lint"], list)


def test_tokens_are_estimated_by_script() -> None:
    assert estimate_tokens("") == 0
    assert estimate_tokens("a red fox") == 3
    assert estimate_tokens("赤い狐") == 3


def test_the_liquid_engine_is_loaded_by_rendering_only() -> None:
    program = (
        "import sys; import studio.core.prompt.model, studio.core.prompt.lint, studio.core.catalog_file; "
        "sys.exit('liquid' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0

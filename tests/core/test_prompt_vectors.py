"""The vectors are the contract of both engines; beyond them, random templates must come out alike."""

import random
from collections.abc import Callable

import pytest

from tests.vectors.engines import Case, by_deno, by_python, expected, vectors

VECTORS = vectors()
RANDOM_TEMPLATES = 3_000


def test_there_are_enough_vectors_and_each_has_its_own_name() -> None:
    names = [name for name, _ in VECTORS]
    assert len(names) >= 150
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in VECTORS])
def test_the_studio_answers_every_vector_as_written(case: Case) -> None:
    assert by_python(case) == expected(case)


def test_the_edge_function_answers_every_vector_as_written() -> None:
    answers = by_deno([case for _, case in VECTORS])
    wrong = [(name, answer) for (name, case), answer in zip(VECTORS, answers, strict=True) if answer != expected(case)]
    assert wrong == []


def test_random_templates_come_out_byte_for_byte_alike_on_both_engines() -> None:
    maker = _Maker(random.Random(20261122))
    cases = [maker.case() for _ in range(RANDOM_TEMPLATES)]
    answers = [by_python(case) for case in cases]
    resolved = sum("text" in answer for answer in answers)
    different = [
        (case, one, other) for case, one, other in zip(cases, answers, by_deno(cases), strict=True) if one != other
    ]
    assert different == []
    assert RANDOM_TEMPLATES * 0.3 < resolved < RANDOM_TEMPLATES * 0.9, "the mix of good and bad templates is off"


class _Maker:
    """Makes templates over the whole grammar, now and then with something that is refused."""

    ALPHABET = (*"aAé日😀 -|\n\t\r'\"{}%&<.0", "\u0301", "\u00a0", "\u2028", "{{", "%}", "ß", "\u180e", "\u0085")
    PATHS = (
        *("subject", "name", "extra", "theme.name", "rarity.name", "theme.details.text", "theme.details.list"),
        *("theme.details.any", "theme.details['two words']", "theme.details.object.key", "theme.details.absent"),
        *("theme.details.rows", "rarity.details.x", "theme.details.object", "theme.details.list.x", "theme.details"),
    )
    TEXTS = ("subject", "name", "extra", "theme.name", "'-'", "''", "'a'", '"é\'"', "' | '")

    def __init__(self, source: random.Random) -> None:
        self.random = source
        self.locals: list[str] = []

    def case(self) -> Case:
        self.locals = []
        template = self.block(2)
        if self.random.random() < 0.05:
            at = self.random.randrange(len(template) + 1)
            template = template[:at] + self.random.choice(("{{", "%}", "'", "-", " or ", "{% else %}")) + template[at:]
        entry = {"name": self.maybe(self.text), "details": self.details()}
        return {
            "template": template,
            "input": {
                "subject": self.text(),
                "name": self.maybe(self.text),
                "extra": self.maybe(self.text),
                "theme": entry if self.random.random() < 0.85 else None,
                "rarity": {"name": "Epic", "details": {"x": self.value(2)}} if self.random.random() < 0.6 else None,
            },
        }

    def maybe(self, make: Callable[[], object]) -> object:
        return make() if self.random.random() < 0.7 else None

    def text(self) -> str:
        return "".join(self.random.choices(self.ALPHABET, k=self.random.randint(0, 7)))

    def number(self) -> float:
        return self.random.choice((0, 1.0, -0.0, 0.04, 1e21, 1e-7, 2**60, self.random.uniform(-1e9, 1e9)))

    def value(self, depth: int) -> object:
        kinds = [self.text, self.text, self.number, lambda: self.random.random() < 0.5, lambda: None]
        if depth:
            kinds += [lambda: [self.value(depth - 1) for _ in range(self.random.randint(0, 3))]]
            kinds += [lambda: {key: self.value(depth - 1) for key in self.random.sample(("key", "x", "text"), 2)}]
        return self.random.choice(kinds)()

    def details(self) -> object:
        if self.random.random() < 0.08:
            return self.value(1)
        texts = [self.text() for _ in range(self.random.randint(0, 3))]
        rows = [{"key": self.text(), "list": texts} for _ in range(self.random.randint(0, 2))]
        return {
            "text": self.text(),
            "list": texts,
            "rows": rows,
            "any": self.value(2),
            "two words": self.text(),
            "object": {"key": self.text()},
        }

    def path(self) -> str:
        if self.locals and self.random.random() < 0.4:
            return self.random.choice(self.locals) + self.random.choice(("", "", ".key", ".list"))
        return self.random.choice(self.PATHS)

    def filters(self) -> str:
        sure = self.random.choice((*self.TEXTS, *self.locals))
        choices = (
            *("", f" | default: {sure}", " | join: ', '", f" | append: {sure}", f" | prepend: {sure}"),
            *(
                f" | replace: 'a', {sure}",
                f" | replace: {sure}, 'b'",
                " | first",
                " | last",
                " | default: 'd' | append:'x'",
            ),
        )
        return self.random.choice(choices)

    def safe_value(self) -> str:
        sure = self.random.choice(self.TEXTS)
        return self.random.choice(
            (
                *(
                    "subject",
                    "name",
                    "theme.name",
                    "rarity.name",
                    f"subject | append: {sure}",
                    f"name | prepend: {sure}",
                ),
                *(f"theme.details.gone | default: {sure} | replace: 'a', {sure}", "subject | replace: '-', ' - '"),
            )
        )

    def condition(self) -> str:
        parts = [self.comparison() for _ in range(self.random.choice((1, 1, 2, 3)))]
        return "".join(part + self.random.choice((" and ", " or ")) for part in parts[:-1]) + parts[-1]

    def comparison(self) -> str:
        is_wild = self.random.random() < 0.2
        left = self.path() if is_wild else self.random.choice(self.PATHS[:6])
        right = self.random.choice(("true", "false", "nil", self.path()) if is_wild else self.TEXTS)
        operator = self.random.choice(("==", "!=", "contains"))
        return self.random.choice((self.path(), f"{left} {operator} {right}"))

    def tag(self, inner: str) -> str:
        return f"{{%{self.random.choice(('', '', '-'))} {inner} {self.random.choice(('', '', '-'))}%}}"

    def block(self, depth: int) -> str:
        return "".join(self.piece(depth) for _ in range(self.random.randint(1, 3)))

    def piece(self, depth: int) -> str:
        kind = self.random.randint(0, 9 if depth else 4)
        if kind <= 1:
            return self.text().replace("{", "(").replace("%", "o")
        if kind <= 3:
            dash = self.random.choice(("", "", "-"))
            value = f"{self.path()}{self.filters()}" if self.random.random() < 0.25 else self.safe_value()
            return f"{{{{{dash} {value} {self.random.choice(('', '-'))}}}}}"
        if kind == 4:
            return self.random.choice(
                (self.assign(), "{% comment %} {{ x }} {% endcomment %}", "{% raw %} {{ {% endraw %}")
            )
        if kind <= 6:
            middle = self.random.choice(("", self.tag("else") + self.block(depth - 1)))
            elsif = self.tag(f"elsif {self.condition()}") + self.block(depth - 1) if self.random.random() < 0.3 else ""
            return self.tag(f"if {self.condition()}") + self.block(depth - 1) + elsif + middle + self.tag("endif")
        if kind == 7:
            return self.tag(f"unless {self.condition()}") + self.block(depth - 1) + self.tag("endunless")
        if kind == 8:
            return self.case_block(depth)
        return self.loop(depth)

    def assign(self) -> str:
        name = f"v{self.random.randint(0, 3)}"
        value = f"{self.path()}{self.filters()}" if self.random.random() < 0.3 else self.safe_value()
        made = self.tag(f"assign {name} = {value}")
        self.locals.append(name)
        return made

    def case_block(self, depth: int) -> str:
        whens = "".join(
            self.tag(f"when '{text}'") + self.block(depth - 1)
            for text in self.random.sample(("a", "", "é", "1", "-"), 2)
        )
        subject = self.random.choice((*self.PATHS[:6], self.path()))
        return (
            self.tag(f"case {subject}") + "\n" + whens + self.tag("else") + self.block(depth - 1) + self.tag("endcase")
        )

    def loop(self, depth: int) -> str:
        name = f"x{depth}"
        opening = self.tag(
            f"for {name} in {self.random.choice((self.path(), *('theme.details.list', 'theme.details.rows') * 4))}"
        )
        self.locals.append(name)
        body = self.block(depth - 1) + "{% unless forloop.last %};{% endunless %}"
        self.locals = [local for local in self.locals if local != name]
        return opening + body + self.tag("endfor")

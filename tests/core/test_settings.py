import pytest

from studio.core.errors import SettingsError
from studio.core.settings import Settings


def test_settings_survive_their_file() -> None:
    chosen = Settings(appearance="light", minimum_free_mb=500)
    assert Settings.from_json(chosen.to_json()) == (chosen, ())


def test_unknown_keys_and_missing_ones_are_no_trouble() -> None:
    assert Settings.from_json({"appearance": "dark", "from_the_future": 1}) == (Settings(appearance="dark"), ())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("appearance", "pink"),
        ("appearance", 3),
        ("minimum_free_mb", 0),
        ("minimum_free_mb", True),
        ("reduce_motion", "yes"),
    ],
)
def test_a_value_that_cannot_be_is_told_and_its_default_stands_in(key: str, value: object) -> None:
    settings, problems = Settings.from_json({key: value})
    assert settings == Settings()
    assert len(problems) == 1
    with pytest.raises(SettingsError):
        Settings().changed({key: value})


def test_a_file_that_holds_something_else_is_told() -> None:
    settings, problems = Settings.from_json([1, 2])
    assert settings == Settings()
    assert problems

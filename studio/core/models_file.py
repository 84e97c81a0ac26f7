"""Reads models.toml: strict, every fact with its source and confidence; anything unexpected is one clear error."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, TypeVar, cast

from studio.core.errors import SettingsError, StudioError
from studio.core.image_model import Confidence, FreeSizes, ImageModel, Prices, Provenance
from studio.core.models import Ending, ImageModels
from studio.core.recipe import PictureFormat, Size

T = TypeVar("T")
Table = Mapping[str, Any]
Spread = tuple[Decimal, Decimal]

_TOP = {"default", "finals", "listed_pattern", "warn_days", "sources", "spread", "unknown", "models", "ended"}
_MODEL = {"label", "purpose", "like", "snapshots", "replacement", "facts"}
_FREE = {"multiple", "max_edge", "max_ratio", "min_pixels", "max_pixels", "experimental_pixels"}
_NEEDED = (
    *("sizes", "free_size", "qualities", "backgrounds", "formats", "compressed"),
    *("max_references", "mask", "max_partials", "complexities"),
)


@dataclass(frozen=True, slots=True)
class _Fact:
    value: Any
    provenance: Provenance


def read_models(data: bytes) -> ImageModels:
    """The models in a models.toml. Raises SettingsError naming the place that cannot be read."""
    try:
        document: Table = tomllib.loads(data.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"The list of models cannot be read: {error}.", "Install the studio again.") from None
    _only(document, _TOP, "the file")
    sources = _table(document, "sources", "the file")
    spreads = {Confidence(name): _spread(pair, name) for name, pair in _table(document, "spread", "the file").items()}
    reader = _ModelReader(
        _table(document, "models", "the file"), sources, spreads, _whole(document["warn_days"], "days")
    )
    ended = _table(document, "ended", "the file")
    models = ImageModels(
        models=tuple(reader.model(name) for name in _table(document, "models", "the file")),
        ended=MappingProxyType({name: _ending(value, name) for name, value in ended.items()}),
        unknown=replace(reader.read("unknown", _table(document, "unknown", "the file")), id="", is_known=False),
        default_id=_text(document.get("default"), "default"),
        finals_id=_text(document.get("finals"), "finals"),
        listed_pattern=_pattern(document.get("listed_pattern")),
    )
    _check_names(models)
    return models


class _ModelReader:
    def __init__(self, models: Table, sources: Table, spreads: Mapping[Confidence, Spread], warn_days: int) -> None:
        self._models = models
        self._sources = sources
        self._spreads = spreads
        self._warn_days = warn_days

    def model(self, name: str) -> ImageModel:
        """One model of the table."""
        return self.read(name, _table(self._models, name, "models"))

    def read(self, name: str, table: Table) -> ImageModel:
        """A model from its own table and the facts that it takes over."""
        facts = self._facts(name, table, ())
        missing = [each for each in _NEEDED if each not in facts]
        unknown = set(facts) - set(_READERS)
        if missing or unknown:
            raise _wrong(name, f"facts {sorted(missing or unknown)}")
        values = {key: _READERS[key](fact.value, f"{name}.{key}") for key, fact in facts.items()}
        tokens = facts.get("output_tokens")
        return ImageModel(
            id=name,
            label=_text(table.get("label"), name),
            purpose=_text(table.get("purpose"), name),
            snapshots=tuple(_text(each, name) for each in table.get("snapshots", [])),
            replacement=str(table.get("replacement", "")),
            warn_days=self._warn_days,
            spread=self._spreads[tokens.provenance.confidence] if tokens else (Decimal(1), Decimal(1)),
            provenance=MappingProxyType({key: fact.provenance for key, fact in facts.items()}),
            **values,
        )

    def _facts(self, name: str, table: Table, above: tuple[str, ...]) -> dict[str, _Fact]:
        _only(table, _MODEL, name)
        like = table.get("like")
        facts: dict[str, _Fact] = {}
        if like is not None:
            if like in above or like == name:
                raise _wrong(name, "like")
            facts = self._facts(str(like), _table(self._models, str(like), name), (*above, name))
        own = cast("Table", table.get("facts", {}))
        return facts | {key: self._fact(value, f"{name}.{key}") for key, value in own.items()}

    def _fact(self, value: Any, place: str) -> _Fact:
        if not isinstance(value, dict):
            raise _wrong(place, "fact")
        table = cast("Table", value)
        _only(table, {"value", "source", "confidence"}, place)
        source, confidence = str(table.get("source")), table.get("confidence")
        if source not in self._sources or confidence not in list(Confidence) or "value" not in table:
            raise _wrong(place, "source, confidence or value")
        return _Fact(table["value"], Provenance(str(self._sources[source]), Confidence(str(confidence))))


def _sizes(value: Any, place: str) -> tuple[Size, ...]:
    try:
        return tuple(Size.parse(text) for text in _texts(value, place))
    except StudioError:
        raise _wrong(place, "size") from None


def _free_size(value: Any, place: str) -> FreeSizes | None:
    if not isinstance(value, dict):
        raise _wrong(place, "rule")
    table = cast("Table", value)
    if not table:
        return None
    _only(table, _FREE, place)
    if missing := _FREE - {"experimental_pixels"} - set(table):
        raise _wrong(place, ", ".join(sorted(missing)))
    return FreeSizes(**{key: _whole(number, place) for key, number in table.items()})


def _texts(value: Any, place: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _wrong(place, "list")
    return tuple(_text(each, place) for each in cast("list[Any]", value))


def _formats(value: Any, place: str) -> tuple[PictureFormat, ...]:
    try:
        return tuple(PictureFormat(text) for text in _texts(value, place))
    except ValueError:
        raise _wrong(place, "format") from None


def _truth(value: Any, place: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(place, "true or false")
    return value


def _day(value: Any, place: str) -> date:
    if not isinstance(value, date):
        raise _wrong(place, "date")
    return value


def _whole(value: Any, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _wrong(place, "number")
    return value


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str) or not value:
        raise _wrong(place, "text")
    return value


def _money(value: Any, place: str) -> Decimal:
    try:
        number = Decimal(_text(value, place))
    except InvalidOperation:
        raise _wrong(place, "number") from None
    if not number.is_finite() or number < 0:
        raise _wrong(place, "number")
    return number


def _prices(value: Any, place: str) -> Prices:
    table = cast("Table", value if isinstance(value, dict) else {})
    if set(table) != {"text_in", "image_in", "image_out"}:
        raise _wrong(place, "prices")
    return Prices(**{key: _money(each, place) for key, each in table.items()})


def _tokens(value: Any, place: str) -> Mapping[str, Mapping[Size, int]]:
    table = cast("Table", value if isinstance(value, dict) else {})
    if not table:
        raise _wrong(place, "table")
    read: dict[str, Mapping[Size, int]] = {}
    for quality, row in table.items():
        if not isinstance(row, dict) or not row:
            raise _wrong(place, quality)
        entries = cast("Table", row)
        read[quality] = MappingProxyType(
            dict(zip(_sizes(list(entries), place), (_whole(each, place) for each in entries.values()), strict=True))
        )
    return MappingProxyType(read)


def _pair(value: Any, place: str) -> tuple[int, int]:
    numbers = cast("list[Any]", value if isinstance(value, list) else [])
    if len(numbers) != 2:
        raise _wrong(place, "two numbers")
    low, high = (_whole(each, place) for each in numbers)
    if low > high:
        raise _wrong(place, "order of two numbers")
    return low, high


_READERS: Mapping[str, Callable[[Any, str], Any]] = MappingProxyType(
    {
        "released": _day,
        "shutdown": _day,
        "sizes": _sizes,
        "free_size": _free_size,
        "qualities": _texts,
        "backgrounds": _texts,
        "formats": _formats,
        "compressed": _formats,
        "max_references": _whole,
        "mask": _truth,
        "max_partials": _whole,
        "complexities": _texts,
        "auto_up_to": _text,
        "prices": _prices,
        "output_tokens": _tokens,
        "partial_tokens": _whole,
        "reference_tokens": _pair,
    }
)


def _spread(pair: Any, name: str) -> Spread:
    low, high = (_money(each, name) for each in _texts(pair, name))
    return low, high


def _ending(value: Any, name: str) -> Ending:
    table = cast("Table", value if isinstance(value, dict) else {})
    _only(table, {"date", "replacement", "source", "confidence"}, name)
    return Ending(_day(table.get("date"), name), _text(table.get("replacement"), name))


def _pattern(value: Any) -> str:
    try:
        return re.compile(_text(value, "listed_pattern")).pattern
    except re.error:
        raise _wrong("listed_pattern", "pattern") from None


def _check_names(models: ImageModels) -> None:
    names = [name for model in models.models for name in (model.id, *model.snapshots)]
    if len(names) != len(set(names)) or set(names) & set(models.ended):
        raise _wrong("models", "names, which stand twice")
    ids = {model.id for model in models.models}
    wanted: Iterable[str] = (
        *(models.default_id, models.finals_id),
        *(ending.replacement for ending in models.ended.values()),
        *(model.replacement for model in models.models if model.shutdown is not None),
    )
    for name in wanted:
        if name not in ids:
            raise _wrong("models", f"name “{name}”")


def _table(table: Table, key: str, place: str) -> Table:
    value = table.get(key)
    if not isinstance(value, dict):
        raise _wrong(place, f"table “{key}”")
    return cast("Table", value)


def _only(table: Table, allowed: set[str], place: str) -> None:
    if strange := set(table) - allowed:
        raise _wrong(place, f"keys {sorted(strange)}")


def _wrong(place: str, what: str) -> SettingsError:
    return SettingsError(
        f"The list of models cannot be read: {place} has no usable {what}.", "Install the studio again."
    )

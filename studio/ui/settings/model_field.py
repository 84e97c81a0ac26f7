"""Which model is meant: the one that the studio suggests, another that is offered, or one by its name."""

from collections.abc import Callable
from datetime import date

from studio.core.image_model import ImageModel
from studio.core.models import ImageModels
from studio.ui.appearance import Appearance
from studio.ui.model_picker import ModelPicker
from studio.ui.models import ANOTHER, ending_text, model_choices
from studio.ui.widgets.picker import Choice

SUGGESTED = ""


class ModelField(ModelPicker):
    """Tells `chosen` with a model's id, or with nothing where the suggested one is meant."""

    def __init__(self, appearance: Appearance, name: str, suggested: Callable[[ImageModels, date], ImageModel]) -> None:
        super().__init__(appearance, name, ANOTHER)
        self._suggested = suggested
        self.named.connect(self.chosen)

    def show_models(self, models: ImageModels, today: date, chosen: str) -> None:
        """Offer these models; `chosen` is an id, or empty for the suggested one."""
        suggested = self._suggested(models, today)
        choices = tuple(
            Choice(SUGGESTED, each.text, _joined("suggested", each.suffix), detail=each.detail)
            if each.key == suggested.id
            else each
            for each in model_choices(models, today, chosen)
        )
        self.show_choices(choices, SUGGESTED if chosen == suggested.id else chosen)


def endings_hint(models: ImageModels, today: date, chosen: str) -> tuple[str, str]:
    """What there is to say of models that end soon, and its role: a warning where one of them is chosen, else a hint."""
    ending = models.ending(chosen) if chosen else None
    if ending is not None and (ending.day <= today or models.find(chosen).ends_soon(today)):
        instead = f" Choose {ending.replacement} instead." if ending.replacement else ""
        return f"{ending_text(chosen, ending, today)}.{instead}", "error" if ending.day <= today else "warning"
    for model in models.offered(today):
        end = models.ending(model.id)
        if end is not None and model.ends_soon(today):
            return f"{ending_text(model.id, end, today)}; figures made with it stay.", "hint"
    return "", "hint"


def _joined(*words: str) -> str:
    return ", ".join(word for word in words if word)

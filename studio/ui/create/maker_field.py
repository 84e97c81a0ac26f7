"""Who makes the picture: the mock-up engine, a model of the artist's image service, or one of the team's server."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.engines import MOCKUP, OPENAI, SERVER
from studio.core.models import ImageModels
from studio.state.brief import BriefStore
from studio.state.service import ServiceStore
from studio.ui.appearance import Appearance
from studio.ui.create.wording import left_today
from studio.ui.facts import ENGINES
from studio.ui.model_picker import ModelPicker
from studio.ui.models import ANOTHER, ending_text, model_choices
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.picker import Choice
from studio.ui.widgets.properties import set_role

_OF_SERVICE, _OF_SERVER = f"{OPENAI} ", f"{SERVER} "


class MakerField(QWidget):
    """A picker over engines and models; below it, where needed, a model's name to type, and what ends when."""

    def __init__(self, appearance: Appearance, brief: BriefStore, service: ServiceStore) -> None:
        super().__init__()
        self._brief = brief
        self._service = service
        self._replacement = ""
        self._models = ModelPicker(appearance, "Made by", f"{_OF_SERVICE}{ANOTHER}")
        self.picker, self.name = self._models.picker, self._models.name
        self.ending = PlainLabel("", "warning", wrap=True)
        self.replace = Button(appearance, "", "link")
        self._lay_out()
        self._models.chosen.connect(self._on_chosen)
        self._models.named.connect(partial(brief.choose_engine, OPENAI))
        self.replace.clicked.connect(lambda _checked=False: brief.choose_engine(OPENAI, self._replacement))
        brief.changed.connect(self._render)
        service.changed.connect(self._render)
        self._render()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(self._models)
        column.addWidget(self.ending)
        column.addWidget(self.replace, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.picker)

    def _render(self) -> None:
        brief, model = self._brief.snapshot.brief, self._brief.snapshot.model
        key = brief.engine if model is None else f"{brief.engine} {model.id}"
        self._models.show_choices(self._offered(model.id if model is not None else ""), key)
        self._show_ending(model.id if model else "")

    def _offered(self, named: str) -> tuple[Choice, ...]:
        status, engine = self._service.snapshot.status, self._brief.snapshot.brief.engine
        mockup = Choice(MOCKUP, ENGINES[MOCKUP], "free", detail="Drawn on this computer, works offline")
        if status is None:
            other = () if engine == MOCKUP else (Choice(engine, ENGINES.get(engine, engine)),)
            return (mockup, *other)
        models = model_choices(status.models, self._brief.today, named if engine == OPENAI else "", f"{status.who} · ")
        of_service = (Choice(f"{_OF_SERVICE}{m.key}", m.text, m.suffix, detail=m.detail) for m in models)
        return (mockup, *self._offered_by_team(status.models, named if engine == SERVER else ""), *of_service)

    def _offered_by_team(self, known: ImageModels, named: str) -> tuple[Choice, ...]:
        """The team's models where its server is there; one that is chosen already also where it is not (any more)."""
        server = self._brief.snapshot.server
        ids = [model.id for model in server.models] if server.is_offered else []
        if self._brief.snapshot.brief.engine == SERVER and named not in ids:
            ids.append(named)
        return tuple(
            Choice(
                f"{_OF_SERVER}{each}" if each else SERVER,
                f"{ENGINES[SERVER]} · {each}" if each else ENGINES[SERVER],
                left_today(server) if server.is_offered else "",
                detail=known.find(each).purpose if each and server.is_offered else "Not there now",
            )
            for each in ids
        )

    def _show_ending(self, model_id: str) -> None:
        status, today = self._service.snapshot.status, self._brief.today
        is_own = self._brief.snapshot.brief.engine == OPENAI
        ending = status.models.ending(model_id) if status is not None and model_id and is_own else None
        is_over = ending is not None and ending.day <= today
        is_near = ending is not None and status is not None and status.models.find(model_id).ends_soon(today)
        self._replacement = ending.replacement if ending is not None else ""
        if ending is not None and (is_over or is_near):
            self.ending.setText(f"{ending_text(model_id, ending, today)}.")
            set_role(self.ending, "error" if is_over else "warning")
        self.replace.set_text(f"Use {self._replacement} instead")
        self.ending.setVisible(is_over or is_near)
        self.replace.setVisible((is_over or is_near) and bool(self._replacement))

    def _on_chosen(self, key: str) -> None:
        if key.startswith((_OF_SERVICE, _OF_SERVER)):
            engine, _, model = key.partition(" ")
            self._brief.choose_engine(engine, model)
        else:
            self._brief.choose_engine(key)

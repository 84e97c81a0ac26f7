"""The team's image server as a person meets it: whether it is there, which models it has, what is left of the day."""

from dataclasses import dataclass, replace
from enum import StrEnum

from studio.core.image_model import ImageModel
from studio.core.models import ImageModels
from studio.core.recipe import Recipe


class Standing(StrEnum):
    """Whether figures can be asked for."""

    SIGNED_OUT = "signed out"
    ASKED = "asked"
    READY = "ready"
    MISSING = "missing"
    WITHOUT_KEY = "without key"
    AWAY = "away"


_REASONS = {
    Standing.SIGNED_OUT: "Sign in to the team to use its server, or choose who else makes it.",
    Standing.ASKED: "The team’s server is being asked what it can do.",
    Standing.MISSING: "The team has no image server: choose who else makes it, or ask an admin to set it up.",
    Standing.WITHOUT_KEY: "The team’s server has no key of OpenAI yet: choose who else makes it, or ask an admin.",
    Standing.AWAY: "The team’s server cannot be reached now: choose who else makes it, or wait for the network.",
}


@dataclass(frozen=True, slots=True)
class ServerModel:
    """A model that the team pays for; `qualities` are those whose pictures are done before a call has to end."""

    id: str
    qualities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TeamServer:
    """What the team's function told. `limit` and `used` are figures of one person from midnight to midnight UTC."""

    standing: Standing = Standing.SIGNED_OUT
    models: tuple[ServerModel, ...] = ()
    default_id: str = ""
    limit: int = 0
    used: int = 0

    @property
    def is_offered(self) -> bool:
        """It was there when it was asked last."""
        return bool(self.models) and self.standing in (Standing.READY, Standing.ASKED, Standing.AWAY)

    @property
    def left(self) -> int:
        """Figures that may still be made today."""
        return max(0, self.limit - self.used)

    def find(self, model_id: str, known: ImageModels) -> ImageModel | None:
        """A model with what the function can do of what the model could; its prices are the team's own business."""
        wanted = model_id or self.default_id
        offered = next((model for model in self.models if model.id == wanted), None)
        if offered is None and not wanted:
            return None
        model = known.find(wanted)
        return replace(
            model,
            qualities=offered.qualities if offered is not None else ("auto",),
            backgrounds=("auto",),
            compressed=(),
            mask=False,
            max_partials=0,
            complexities=(),
            strictness=False,
            prices=None,
        )

    def reasons_against(self, recipe: Recipe, variations: int) -> tuple[str, ...]:
        """Why the server cannot be asked for so many pictures of a recipe now."""
        if self.standing is not Standing.READY:
            return (_REASONS[self.standing],)
        reasons: list[str] = []
        if recipe.model and all(model.id != recipe.model for model in self.models):
            reasons.append(f"The team’s server does not have {recipe.model}: choose another model.")
        if self.left < variations:
            reasons.append(self._day_full())
        return tuple(reasons)

    def _day_full(self) -> str:
        if not self.left:
            made = "the figure" if self.limit == 1 else f"all {self.limit:,} figures"
            return f"The team’s server has made {made} of your day. It goes on at midnight UTC; or choose who else makes it."
        left = "1 more figure" if self.left == 1 else f"{self.left:,} more figures"
        return f"The team’s server makes {left} for you today: make fewer variations."

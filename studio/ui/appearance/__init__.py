"""How the studio looks: roles of colour, fonts, icons and the one style sheet, switched live between dark and light."""

from studio.ui.appearance.appearance import Appearance, Mode
from studio.ui.appearance.tokens import RarityLook, Scale, Tokens

__all__ = ["Appearance", "Mode", "RarityLook", "Scale", "Tokens"]

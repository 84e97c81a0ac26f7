"""Whom the studio thanks: fonts and icons on board with their licence texts, and the libraries it stands on."""

from dataclasses import dataclass

OPEN_FONT = "SIL Open Font License 1.1"


@dataclass(frozen=True, slots=True)
class Licence:
    """What is on board, on which terms, and where in the resources their text lies."""

    name: str
    terms: str
    file: str


BUNDLED = (
    Licence("Inter", OPEN_FONT, "fonts/ui/OFL-Inter.txt"),
    Licence("JetBrains Mono", OPEN_FONT, "fonts/ui/OFL-JetBrainsMono.txt"),
    Licence("Bangers", OPEN_FONT, "fonts/display/Bangers-OFL.txt"),
    Licence("Bungee", OPEN_FONT, "fonts/display/Bungee-OFL.txt"),
    Licence("Chakra Petch", OPEN_FONT, "fonts/display/ChakraPetch-OFL.txt"),
    Licence("Commissioner", OPEN_FONT, "fonts/display/Commissioner-OFL.txt"),
    Licence("Lilita One", OPEN_FONT, "fonts/display/LilitaOne-OFL.txt"),
    Licence("Rubik", OPEN_FONT, "fonts/display/Rubik-OFL.txt"),
    Licence("Lucide icons", "ISC License", "icons/LICENSE"),
)

# the terms as each package's metadata states them
LIBRARIES = (
    ("Qt and PySide6", "LGPL 3.0"),
    ("Pillow", "MIT-CMU"),
    ("python-liquid", "MIT"),
    ("platformdirs", "MIT"),
    ("qasync", "BSD 2-Clause"),
    ("resvg and resvg-py", "Apache 2.0 or MIT"),
    ("HarfBuzz and uharfbuzz", "MIT and Apache 2.0"),
)

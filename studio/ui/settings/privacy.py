"""Settings, Privacy and logs: what is kept, where, and what is sent."""

from studio.ui.appearance import Appearance
from studio.ui.messages import Messages
from studio.ui.settings.folder_row import FolderRow
from studio.ui.settings.info import SettingsInfo
from studio.ui.settings.section import Section
from studio.ui.widgets.cards import Card
from studio.ui.widgets.labels import PlainLabel


class PrivacySection(Section):
    """Everything the studio writes on this computer, with its folder."""

    def __init__(self, appearance: Appearance, messages: Messages, info: SettingsInfo) -> None:
        super().__init__("privacy", "Privacy and logs")
        sent = Card("What is sent")
        for text in (
            "By mock-ups: nothing. They are drawn on this computer.",
            "By OpenAI, or a server of your own: the prompt, the references and the mask of a figure when you press "
            "Generate, to the address under Engines and keys; references without the place and time of the photo. "
            "Your key goes to that address only.",
            "The studio does not count, track or report.",
        ):
            sent.add_widget(PlainLabel(text, "muted", wrap=True))
        kept = Card("What is kept on this computer")
        folders = (
            (
                "Figures",
                "the figures",
                info.library_folder,
                "Pictures, recipes, references and the draft of your brief.",
            ),
            ("Settings", "the settings", info.settings_folder, "What you chose here, and where the window stood."),
            (
                "Logs",
                "the logs",
                info.logs_folder,
                "What went wrong, for you to read. Never more than 5 MB; the oldest go by themselves.",
            ),
        )
        for label, name, folder, hint in folders:
            kept.add_row(label, FolderRow(appearance, name, folder, messages, info.open_folder), hint, is_wide=True)
        self.column.addWidget(sent)
        self.column.addWidget(kept)

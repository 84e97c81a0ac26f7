"""Settings, Privacy and logs: what is kept, where, and what is sent."""

from studio.ui.appearance import Appearance
from studio.ui.messages import Messages
from studio.ui.settings.folder_row import FolderRow
from studio.ui.settings.info import SettingsInfo
from studio.ui.settings.section import Section
from studio.ui.widgets.cards import Card
from studio.ui.widgets.labels import Badge, PlainLabel


class PrivacySection(Section):
    """Everything the studio writes on this computer, with its folder."""

    def __init__(self, appearance: Appearance, messages: Messages, info: SettingsInfo) -> None:
        super().__init__("privacy", "Privacy and logs")
        sent = Card("What is sent", Badge("Nothing", "ok"))
        sent.add_widget(
            PlainLabel(
                "Nothing is sent anywhere by the mock-up engine. The studio does not count, track or report.",
                "muted",
                wrap=True,
            )
        )
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

"""Which workspace is on screen: switches catalog, brief, figures and jobs together, and hides what it leaves at once."""

from PySide6.QtCore import Signal

from studio.core.figure import THIS_COMPUTER
from studio.state.brief import BriefStore
from studio.state.catalog import CatalogStore
from studio.state.gallery import GalleryStore
from studio.state.generation import GenerationStore
from studio.state.store import Store
from studio.state.tasks import Tasks


class WorkspaceStore(Store[str]):
    """The name of the workspace on screen. One switch after the other; only the last one asked for counts."""

    leaving = Signal()

    def __init__(
        self,
        tasks: Tasks,
        catalog: CatalogStore,
        brief: BriefStore,
        generation: GenerationStore,
        gallery: GalleryStore,
    ) -> None:
        super().__init__(THIS_COMPUTER)
        self._tasks = tasks
        self._catalog = catalog
        self._brief = brief
        self._generation = generation
        self._gallery = gallery
        self._wanted = THIS_COMPUTER
        self._is_open = False
        self._is_switching = False

    async def open(self, workspace: str) -> None:
        """Show a workspace for the first time."""
        self._wanted = workspace
        await self._enter(workspace)
        self._is_open = True
        self._switch_if_wanted()

    def switch(self, workspace: str) -> None:
        """Show another workspace."""
        self._wanted = workspace
        if self._is_open:
            self._switch_if_wanted()

    def _switch_if_wanted(self) -> None:
        if self._wanted != self.snapshot and not self._is_switching:
            self._is_switching = True
            self.leaving.emit()
            self._hide()
            self._tasks.start("workspace", "switch", self._switch())

    async def _switch(self) -> None:
        try:
            while self._wanted != self.snapshot:
                self._hide()
                await self._brief.leave()
                await self._enter(self._wanted)
        finally:
            self._is_switching = False

    def _hide(self) -> None:
        """At once, before anything is read: nothing of the workspace that is left stays on screen."""
        self._generation.leave()
        self._gallery.leave()
        self._brief.hide()

    async def _enter(self, workspace: str) -> None:
        await self._catalog.enter(workspace)
        await self._brief.enter(workspace)
        await self._generation.enter(workspace)
        self._gallery.enter(workspace)
        self._become(workspace)

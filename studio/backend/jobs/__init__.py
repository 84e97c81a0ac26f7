"""Jobs: the journal that survives a crash, the queue that runs them, and what is done about jobs of dead processes."""

from studio.backend.jobs.runner import Jobs
from studio.backend.jobs.terms import Terms

__all__ = ["Jobs", "Terms"]

"""The team’s servers, started once for each test process and emptied between tests."""

from collections.abc import Iterator

import pytest

from tests.servers.team import Team, running_team


@pytest.fixture(scope="session")
def servers() -> Iterator[Team]:
    """PostgreSQL and the Supabase-compatible server, for as long as the tests run."""
    with running_team() as team:
        yield team


@pytest.fixture
def team(servers: Team) -> Team:
    """A team without users, rows and files."""
    servers.reset()
    servers.serve_functions(None)
    return servers

"""The team’s servers, started once for each test process and emptied between tests."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.servers.project import Project, configuration
from tests.servers.team import Team, running_team
from tests.team.certificates import share_certificates


@pytest.fixture(scope="package", autouse=True)
def certificates() -> Iterator[None]:
    """Read once for all tests here."""
    with pytest.MonkeyPatch.context() as patch:
        share_certificates(patch)
        yield


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


@pytest.fixture(scope="session")
def new_project(servers: Team, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Makes one more project as Supabase hands it over, without our migrations, and gives its database's address."""
    address = servers.database.rsplit("/", 1)[0]
    servers.sql("create database handed_over")
    folder: Path = tmp_path_factory.mktemp("handed-over") / "project"
    Project(folder, f"{address}/handed_over", configuration(), is_new=True).start().stop()
    numbers = count(1)

    def make() -> str:
        name = f"project_{next(numbers)}"
        servers.sql(f"create database {name} template handed_over")
        return f"{address}/{name}"

    return make

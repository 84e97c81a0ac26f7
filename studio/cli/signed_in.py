"""What commands of the team stand on beside the library: the account that was signed in last, signed in again."""

from studio.cli.answer import Answer
from studio.core.errors import NotSignedIn
from studio.core.session import account_of
from studio.services import Services


def need_account(services: Services) -> None:
    """Raises NotSignedIn where nobody was signed in when the studio was used last."""
    if account_of(services.session.state) is None:
        raise NotSignedIn("Nobody is signed in to the team.", "Sign in first: sign-in --email E --password-stdin.")


async def sign_in_again(services: Services, answer: Answer) -> None:
    """Bring the session back, and with it what the team's server made after an earlier command was killed.

    Raises NotSignedIn where nobody was signed in. A team that cannot be reached is no error here.
    """
    need_account(services)
    await services.session.restore()
    for job in await services.jobs.look(services.session.workspace):
        answer.note(
            f"“{job.recipe.title}” was made by the team’s server after the studio had stopped; it is saved now."
        )

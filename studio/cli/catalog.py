"""`catalog`: list, show, export and import prompts, themes and rarity levels of this computer or of the team."""

import argparse
from pathlib import Path
from typing import Any

from studio.backend.files import Files, disk_errors
from studio.backend.library.shelf import read_file
from studio.cli.answer import Answer, table
from studio.cli.catalog_team import history, pull, push
from studio.cli.session import open_services
from studio.core.catalog import Catalog, Entry, Kind
from studio.core.catalog_csv import decoded, read_csv, write_csv
from studio.core.catalog_file import compare, read_catalog, write_catalog
from studio.core.errors import CatalogError
from studio.core.json_text import pretty_json


def add_to(commands: Any) -> None:
    """Add the command."""
    parser: argparse.ArgumentParser = commands.add_parser("catalog", help="list, show, export and import the catalog")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    kinds = [kind.value for kind in Kind]
    for name, text, run in (
        ("list", "list the entries of one kind", list_entries),
        ("show", "show one entry", show),
        ("history", "list the versions of one entry: who published it when, and why", history),
        ("export", "write the catalog into one file, JSON or (by its name) CSV", export),
        ("import", "read entries from such a file", import_entries),
        ("pull", "bring what has changed in the team’s catalog", pull),
        ("push", "bring changes of the catalog that wait to the team", push),
    ):
        verb = verbs.add_parser(name, help=text)
        verb.add_argument("--json", action="store_true")
        verb.set_defaults(run=run)
        if run in (list_entries, show, history):
            verb.add_argument("kind", choices=kinds)
        if run in (show, history):
            verb.add_argument("name", metavar="NAME", help="name or id")
        if run in (export, import_entries):
            verb.add_argument("file", type=Path, metavar="FILE")
        if run is export:
            verb.add_argument("--kind", choices=kinds, help="only entries of this kind")
            verb.add_argument("--name", action="append", default=[], metavar="NAME", help="only this one (with --kind)")
        if run is import_entries:
            verb.add_argument("--dry-run", action="store_true", help="only say what would change")


async def list_entries(arguments: argparse.Namespace, answer: Answer) -> int:
    """Print the entries of one kind."""
    async with open_services(arguments, answer) as services:
        entries = (await services.library.catalog(services.session.workspace)).of(Kind(arguments.kind))
    answer.give([entry.to_json() for entry in entries], table([(entry.id, entry.label) for entry in entries]))
    return 0


async def show(arguments: argparse.Namespace, answer: Answer) -> int:
    """Print one entry: the template as text, details as JSON."""
    async with open_services(arguments, answer) as services:
        entry = (await services.library.catalog(services.session.workspace)).find(Kind(arguments.kind), arguments.name)
    answer.give(entry.to_json(), [_text_of(entry)])
    return 0


async def export(arguments: argparse.Namespace, answer: Answer) -> int:
    """Write every entry, or those that were chosen, into one file."""
    async with open_services(arguments, answer) as services:
        entries = _chosen(await services.library.catalog(services.session.workspace), arguments)
    write = write_csv if _is_csv(arguments.file) else write_catalog
    with disk_errors(arguments.file.absolute().parent):
        Files().replace(arguments.file.absolute(), write(entries).encode())
    count = "1 entry was" if len(entries) == 1 else f"{len(entries)} entries were"
    answer.give({"entries": len(entries)}, [f"{count} written to {arguments.file}"])
    return 0


async def import_entries(arguments: argparse.Namespace, answer: Answer) -> int:
    """Import a file, all or nothing where an entry is refused; `--dry-run` only counts."""
    data = read_file(arguments.file)
    incoming = read_csv(decoded(data)) if _is_csv(arguments.file) else read_catalog(data)
    async with open_services(arguments, answer) as services:
        workspace = services.session.workspace
        catalog = await services.library.catalog(workspace)
        plan = compare(catalog, incoming)
        if not arguments.dry_run and not plan.refused:
            note = f"Imported from {arguments.file.name}"
            if await services.publisher.import_entries(workspace, plan.created, plan.changed, note):
                answer.note("The changes wait in the outbox: catalog push brings them to the team.")
    answer.give(
        {
            "created": len(plan.created),
            "changed": len(plan.changed),
            "equal": len(plan.equal),
            "refused": len(plan.refused),
        },
        [
            f"{len(plan.created)} new, {len(plan.changed)} changed, {len(plan.equal)} equal, {len(plan.refused)} refused",
            *(f"new: {entry.label}" for entry in plan.created),
            *(f"changed: {entry.label}" for entry in plan.changed),
        ],
    )
    for warning in plan.warnings:
        answer.note(warning)
    for refusal in plan.refused:
        answer.note(f"{refusal.entry.label} was refused: {refusal.reason}")
    return 1 if plan.refused else 0


def _text_of(entry: Entry) -> str:
    return entry.template if entry.kind is Kind.PROMPTS else pretty_json(entry.details).rstrip()


def _chosen(catalog: Catalog, arguments: argparse.Namespace) -> tuple[Entry, ...]:
    if arguments.kind is None:
        if arguments.name:
            raise CatalogError("--name needs --kind.", "Add --kind themes, for example.")
        return catalog.entries
    kind = Kind(arguments.kind)
    return tuple(catalog.find(kind, name) for name in arguments.name) or catalog.of(kind)


def _is_csv(file: Path) -> bool:
    return file.suffix.lower() == ".csv"

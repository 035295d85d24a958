"""``helix simulate``: virtual customers, played by a language model or by the generated shop's own truth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from helix.cli.origin import say_origin
from helix.reading import Reader
from helix.reading.segments import segments as segments_of
from python_ml.printing import printable
from python_ml.problems import BadInput, Unknown
from python_ml.publishing.disk import make_folder, write_whole
from python_ml.publishing.places import workshop_path

if TYPE_CHECKING:
    from helix.personas import Chat, ListApi, Model, Persona, Segments

FOLDER = "simulated"
API = "http://127.0.0.1:8000"
LIST_LENGTH = 6


@click.group(invoke_without_command=True)
@click.pass_context
def simulate(context: click.Context) -> None:
    """Try the shop on customers who do not exist.

    Without a further word it is `helix simulate demo`.
    """
    if context.invoked_subcommand is None:
        context.invoke(demo)


@simulate.command()
@click.option(
    "--to", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write them there."
)
def segments(to: Path | None) -> None:
    """Print what personas are told of the shop: aggregates of its segments, and of nobody."""
    text = _aggregates()
    if to is None:
        click.echo(text)
        return
    write_whole(to, text + "\n")
    click.echo(f"Segments written to {printable(str(to))}")


@simulate.command()
@click.option("--api", default=API, show_default=True, metavar="URL", help="The API that lists are asked of.")
@click.option(
    "--control-api",
    metavar="URL",
    help="Another API, for the lists of control.  [default: what --api offers to anybody]",
)
@click.option(
    "--personas", type=click.IntRange(2, 10_000), default=40, show_default=True, help="How many: the n."
)
@click.option(
    "--draws", type=click.IntRange(2, 100), default=4, show_default=True, help="Prompts to each; even."
)
@click.option(
    "--aa", "is_aa", is_flag=True, help="Show the same list twice: what differs then is the model's doing."
)
@click.option(
    "--segments",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Segments that `helix simulate segments` wrote.  [default: those of the published build]",
)
@click.option(
    "--base-url",
    default="http://127.0.0.1:11434/v1",
    show_default=True,
    metavar="URL",
    help="A server of OpenAI's protocol; one elsewhere is told the segments.",
)
@click.option("--model", default="llama3", show_default=True, help="Name of the model there.")
@click.option(
    "--temperature", type=click.FloatRange(0, 2), default=0.7, show_default=True, help="Of the model."
)
@click.option(
    "--key-variable",
    default="HELIX_LLM_KEY",
    show_default=True,
    metavar="NAME",
    help="Variable of the environment that holds the server's key.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of all that is drawn."
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=60,
    show_default=True,
    help="Seconds an answer may take.",
)
@click.option(
    "--attempts", type=click.IntRange(1, 20), default=4, show_default=True, help="Requests for one prompt."
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    help="Prompts that are out at once.",
)
@click.option("--prompt-price", type=click.FloatRange(min=0), default=0, help="Of a million tokens in.")
@click.option("--completion-price", type=click.FloatRange(min=0), default=0, help="Of a million tokens out.")
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Folder of the journal, the cache and the report.  [default: build/simulated]",
)
def personas(
    api: str,
    control_api: str | None,
    personas: int,
    draws: int,
    is_aa: bool,
    file: Path | None,
    base_url: str,
    model: str,
    temperature: float,
    key_variable: str,
    seed: int,
    timeout: float,
    attempts: int,
    workers: int,
    prompt_price: float,
    completion_price: float,
    to: Path | None,
) -> None:
    """Let personas of a language model choose between two lists, and say whether they predict anything.

    Control is what the API offers to anybody, test what it offers to who looked at what the persona looked at.
    Everything that comes of it is simulated: a reason for an experiment with customers, and none to do without.
    """
    _require_httpx()
    from helix.personas import (
        Model,
        draw_personas,
        panel_report,
        replay_report,
        run_panel,
        run_replay,
        usage_report,
        write_journal,
    )

    known = _segments(file)
    folder = to or workshop_path().with_name(FOLDER)
    make_folder(folder)
    played_by = Model(
        base_url,
        model,
        temperature,
        key_variable,
        timeout,
        attempts,
        workers,
        prompt_price,
        completion_price,
    )
    people = draw_personas(known.segments, personas, seed)
    with _opened(api, control_api, played_by, folder) as (test_api, other_api, chat):
        panel = run_panel(
            chat, people, lambda persona: _offered(persona, test_api, other_api), draws, seed, is_aa
        )
        replay = run_replay(chat, people, draws, seed)
        report = "\n\n".join(
            [panel_report(panel, played_by), replay_report(replay), usage_report(chat.usage, played_by)]
        )
    events = write_journal(panel, known.known_before, folder / "journal")
    write_whole(folder / "report.txt", report + "\n")
    for line in report.splitlines():
        click.echo(printable(line))
    click.echo(
        f"{events:,} simulated events in {printable(str(folder / 'journal'))}, which no build reads", err=True
    )


@simulate.command()
@click.option(
    "--customers", type=click.IntRange(100, 20_000), default=1000, show_default=True, help="Of the shop."
)
@click.option(
    "--articles", type=click.IntRange(50, 5_000), default=400, show_default=True, help="Of the shop."
)
@click.option(
    "--weeks", type=click.IntRange(1, 12), default=4, show_default=True, help="Of plan, answers, results."
)
@click.option(
    "--holdout",
    type=click.FloatRange(0.05, 0.95),
    default=0.5,
    show_default=True,
    help="Share who are left out by lot, each week anew.",
)
@click.option(
    "--exploration",
    type=click.FloatRange(0, 1),
    default=0.1,
    show_default=True,
    help="Share of drawn pushes.",
)
@click.option(
    "--share",
    type=click.FloatRange(0.01, 1),
    default=0.2,
    show_default=True,
    help="Of the customers whom pushes go to when priorities are compared.",
)
@click.option(
    "--effects",
    type=click.Choice(["mixed", "alike"]),
    default="mixed",
    show_default=True,
    help="mixed: some are moved, some buy anyway, some are put off. alike: there is nobody to find.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=7, show_default=True, help="Of all that is drawn."
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="A new folder for the shop and its builds.  [default: build/simulated_shop]",
)
def demo(
    customers: int,
    articles: int,
    weeks: int,
    holdout: float,
    exploration: float,
    share: float,
    effects: str,
    seed: int,
    to: Path | None,
) -> None:
    """Live through weeks of plan, answers and results in a generated shop; each week is a build of minutes.

    Customers answer by a truth that no build knows. Afterwards it says whether pushes chosen by the effect that was
    learned would earn more than as many chosen by probability.
    """
    from helix.simulation import Settings, loop_report, run_loop

    folder = to or workshop_path().with_name("simulated_shop")
    settings = Settings(
        customers,
        articles,
        seed,
        "alike" if effects == "alike" else "mixed",
        weeks,
        holdout,
        exploration,
        share,
    )
    report = loop_report(run_loop(folder.resolve(), settings, lambda line: click.echo(line, err=True)))
    write_whole(folder / "report.txt", report + "\n")
    click.echo(report)


@contextmanager
def _opened(
    api: str, control_api: str | None, model: Model, folder: Path
) -> Iterator[tuple[ListApi, ListApi | None, Chat]]:
    from helix.personas import Chat, ListApi, ReplyCache

    with ExitStack() as stack:
        test = stack.enter_context(ListApi(api))
        control = stack.enter_context(ListApi(control_api)) if control_api else None
        yield test, control, stack.enter_context(Chat(model, ReplyCache(folder / "cache")))


def _offered(persona: Persona, test: ListApi, control: ListApi | None) -> tuple:
    """The list of control and that of test for a persona."""
    by_segment = test.offers(persona.looked_at, LIST_LENGTH)
    if control is None:
        return test.offers((), LIST_LENGTH), by_segment
    return control.offers(persona.looked_at, LIST_LENGTH), by_segment


def _segments(file: Path | None) -> Segments:
    from helix.personas import Segments

    if file is None:
        return Segments.from_json(_aggregates())
    if not file.exists():
        raise Unknown(f"there is no file {file}", "have `helix simulate segments --to` write it")
    return Segments.from_json(file.read_text(encoding="utf-8"))


def _aggregates() -> str:
    with Reader() as reader:
        text = json.dumps(segments_of(reader.database), indent=2)
        say_origin(reader.database, is_for_programs=True)
    return text


def _require_httpx() -> None:
    if find_spec("httpx") is None:
        raise BadInput("personas need httpx", "install it with `make extras EXTRAS=llm`")

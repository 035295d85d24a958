"""A panel: every persona sees a list of control and one of test, several times, and says which suits better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from helix.personas.chat import Chat, Prompt
from helix.personas.draws import draw_seed, is_swapped, lot_of, mean_over_orders, read, require_even
from helix.personas.people import Persona
from helix.personas.prompts import Choice, list_prompt, read_choice
from helix.personas.segments import Article

# What a persona is offered: the list of control, the list of test.
Offered = tuple[Sequence[Article], Sequence[Article]]
CONTROL, TEST = "control", "test"


@dataclass(frozen=True, slots=True)
class Draw:
    """A prompt about two lists, and what was chosen.

    Attributes
    ----------
    persona, number
        Whose it is, and which of theirs, 0 first.
    control, test
        The lists, in the order in which they were shown.
    prompt
        What was asked.
    bought
        Articles that they would buy, by arm; ``None`` without a usable answer.
    leaning
        1 if the list of test is the better one, -1 if that of control is, 0 if neither.
    better_place
        Which list is, by its place in the prompt, 0 for neither.
    """

    persona: Persona
    number: int
    control: tuple[Article, ...]
    test: tuple[Article, ...]
    prompt: Prompt
    bought: dict[str, tuple[Article, ...]] | None = None
    leaning: int = 0
    better_place: int = 0

    @property
    def appeal(self) -> float:
        """Share of the test list that they would buy, less that of the control list."""
        bought = self.bought or {CONTROL: (), TEST: ()}
        return len(bought[TEST]) / len(self.test) - len(bought[CONTROL]) / len(self.control)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a persona thinks, their draws averaged.

    Attributes
    ----------
    persona
        Who.
    appeal
        Mean difference of the shares that they would buy, test less control.
    leaning
        Mean, from -1 (control is better) to 1 (test is).
    """

    persona: Persona
    appeal: float
    leaning: float


@dataclass(frozen=True, slots=True)
class Panel:
    """What a panel said.

    Attributes
    ----------
    is_aa
        Whether both lists were the same.
    draws
        Every one, answered or not.
    opinions
        Of the personas who answered in both orders.
    outcomes
        Draws by what became of them.
    personas
        How many were asked.
    """

    is_aa: bool
    draws: tuple[Draw, ...]
    opinions: tuple[Opinion, ...]
    outcomes: Counter[str]
    personas: int


def run_panel(
    chat: Chat,
    personas: Sequence[Persona],
    offered: Callable[[Persona], Offered],
    draws: int,
    seed: int,
    is_aa: bool = False,
) -> Panel:
    """Ask every persona, and average what each says.

    Parameters
    ----------
    chat
        The model that plays them.
    personas
        Who is asked.
    offered
        The two lists of a persona.
    draws
        Prompts to each, an even number: half of them show the list of test first.
    seed
        The same one, with the same replies, gives the same panel.
    is_aa
        Show the list of test in both places.
    """
    require_even(draws)
    asked = [
        _draw(persona, number, lists, seed)
        for persona in personas
        for lists in [_sides(offered(persona), is_aa)]
        for number in range(draws)
        if all(lists)
    ]
    replies = chat.ask_all(draw.prompt for draw in asked)
    outcomes: Counter[str] = Counter()
    answered = [
        _with_choice(draw, choice)
        for draw, reply in zip(asked, replies, strict=True)
        for choice in [read(reply, partial(read_choice, places=len(draw.control) + len(draw.test)), outcomes)]
    ]
    opinions = [each for persona in personas for each in _opinion(persona, answered)]
    return Panel(is_aa, tuple(answered), tuple(opinions), outcomes, len(personas))


def _sides(lists: Offered, is_aa: bool) -> Offered:
    control, test = lists
    return (test, test) if is_aa else (control, test)


def _draw(persona: Persona, number: int, lists: Offered, seed: int) -> Draw:
    own_seed = draw_seed(seed, "lists", persona, number)
    lot = lot_of(own_seed)
    control, test = (tuple(lot.sample(articles, len(articles))) for articles in lists)
    first, second = (test, control) if is_swapped(number) else (control, test)
    text = list_prompt(persona, [each.name for each in first], [each.name for each in second])
    return Draw(persona, number, control, test, Prompt(text, own_seed))


def _with_choice(draw: Draw, choice: Choice | None) -> Draw:
    if choice is None:
        return draw
    swapped = is_swapped(draw.number)
    first, second = (TEST, CONTROL) if swapped else (CONTROL, TEST)
    shown = [(arm, article) for arm in (first, second) for article in getattr(draw, arm)]
    chosen = [shown[place - 1] for place in choice.places]
    bought = {arm: tuple(article for of, article in chosen if of == arm) for arm in (CONTROL, TEST)}
    liked = (None, first, second)[choice.better]
    leaning = 0 if liked is None else 1 if liked == TEST else -1
    return replace(draw, bought=bought, leaning=leaning, better_place=choice.better)


def _opinion(persona: Persona, draws: Sequence[Draw]) -> list[Opinion]:
    """The persona's opinion; none if one of the orders was never answered."""
    own = [draw for draw in draws if draw.persona is persona and draw.bought is not None]
    straight = [draw for draw in own if not is_swapped(draw.number)]
    swapped = [draw for draw in own if is_swapped(draw.number)]
    appeal = mean_over_orders([each.appeal for each in straight], [each.appeal for each in swapped])
    leaning = mean_over_orders(
        [float(each.leaning) for each in straight], [float(each.leaning) for each in swapped]
    )
    return [] if appeal is None or leaning is None else [Opinion(persona, appeal, leaning)]

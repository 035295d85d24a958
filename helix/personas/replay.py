"""A replay: whether personas know what their segments bought in a window that none of them has seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from helix.personas.chat import Chat, Prompt
from helix.personas.draws import draw_seed, is_swapped, mean_over_orders, read, require_even
from helix.personas.people import Persona
from helix.personas.prompts import pair_prompt, read_pair
from helix.personas.segments import Question


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of it.

    Attributes
    ----------
    rates
        Of each persona who answered in both orders: the share of right answers.
    segments
        The segment of each of them.
    outcomes
        Draws by what became of them.
    personas
        How many there were; one whose segment has no question is not asked.
    """

    rates: tuple[float, ...]
    segments: tuple[str, ...]
    outcomes: Counter[str]
    personas: int


def run_replay(chat: Chat, personas: Sequence[Persona], draws: int, seed: int) -> Replay:
    """Ask each persona which of two articles their segment bought more of, in both orders.

    A persona has a question of their own as long as their segment has any left.

    Parameters
    ----------
    chat
        The model that plays them.
    personas
        Who is asked.
    draws
        Prompts to each, an even number.
    seed
        The same one, with the same replies, gives the same replay.
    """
    require_even(draws)
    questions = _dealt(personas, seed)
    prompts = [
        _prompt(persona, question, draw, seed) for persona, question in questions for draw in range(draws)
    ]
    replies = iter(chat.ask_all(prompts))
    outcomes: Counter[str] = Counter()
    rated = []
    for persona, _ in questions:
        right: dict[bool, list[float]] = {False: [], True: []}
        for draw in range(draws):
            more = read(next(replies), read_pair, outcomes)
            if more is not None:
                right[is_swapped(draw)].append(float(more == (2 if is_swapped(draw) else 1)))
        rate = mean_over_orders(right[False], right[True])
        if rate is not None:
            rated.append((rate, persona.segment.name))
    return Replay(tuple(rate for rate, _ in rated), tuple(name for _, name in rated), outcomes, len(personas))


def _dealt(personas: Sequence[Persona], seed: int) -> list[tuple[Persona, Question]]:
    """Deal every segment's questions among its personas, by lot, beginning anew when none is left."""
    left: dict[str, list[Question]] = {}
    dealt = []
    for persona in personas:
        segment = persona.segment
        if not segment.questions:
            continue
        if not left.get(segment.name):
            shuffled = list(segment.questions)
            Random(f"{seed}/questions/{segment.name}").shuffle(shuffled)
            left[segment.name] = shuffled
        dealt.append((persona, left[segment.name].pop()))
    return dealt


def _prompt(persona: Persona, question: Question, draw: int, seed: int) -> Prompt:
    names = [question.more.name, question.less.name]
    first, second = reversed(names) if is_swapped(draw) else names
    return Prompt(pair_prompt(persona, first, second), draw_seed(seed, "pairs", persona, draw))

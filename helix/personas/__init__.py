"""Virtual customers: personas of the shop's segments, played by a language model, who choose between two lists.

What they do is simulated, is called so everywhere, and goes into a journal of its own that no build reads unless it is
told to. They talk HTTP like anybody: to the API for lists, to any server of OpenAI's protocol for answers. They know a
shop by its aggregates alone (`segments`): no id of a customer, and nobody's history, is part of a prompt.
"""

from helix.personas.cache import ReplyCache
from helix.personas.chat import Chat, Model
from helix.personas.journal import write_journal
from helix.personas.lists import ListApi
from helix.personas.panel import Panel, run_panel
from helix.personas.people import Persona, draw_personas
from helix.personas.replay import Replay, run_replay
from helix.personas.report import panel_report, replay_report, usage_report
from helix.personas.segments import Article, Question, Segment, Segments

__all__ = [
    "Article",
    "Chat",
    "ListApi",
    "Model",
    "Panel",
    "Persona",
    "Question",
    "Replay",
    "ReplyCache",
    "Segment",
    "Segments",
    "draw_personas",
    "panel_report",
    "replay_report",
    "run_panel",
    "run_replay",
    "usage_report",
    "write_journal",
]

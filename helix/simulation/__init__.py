"""The demo's loop: weeks of plan, answers and results, by customers of the generated shop whose truth is known."""

from helix.simulation.loop import Loop, Settings, run_loop
from helix.simulation.report import loop_report

__all__ = ["Loop", "Settings", "loop_report", "run_loop"]

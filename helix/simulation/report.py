"""What the loop came to, in words."""

from __future__ import annotations

from helix.simulation.loop import Loop
from python_ml.demo_shop.targeting import Targeting

BASES = {
    "personal": "who is moved more was learned",
    "mean": "only the mean effect is known, not who is moved more",
    "none": "too little happened to learn an effect",
}


def loop_report(loop: Loop) -> str:
    """Return what was learned, and whether priority by effect earns more than by probability."""
    found = loop.targeting
    pushed = sum(int(week.is_pushed.sum()) for week in loop.weeks)
    return "\n".join(
        [
            f"Simulated: {len(loop.weeks)} weeks of the generated shop, {pushed:,} pushes, effects "
            f"{loop.settings.kind}; the truth is known, and no real customer is meant",
            f"  {BASES[loop.effects.basis]}"
            + (f" (learner: {loop.effects.learner})" if loop.effects.learner else ""),
            f"  in the week after, {found.pushes:,} pushes to {found.customers:,} customers would add, in truth:",
            f"    by effect       {found.first:+.1f} orders",
            f"    by probability  {found.second:+.1f} orders",
            f"    at best         {found.best:+.1f} orders",
            f"  by effect less by probability: {found.difference:+.1f} orders "
            f"(95 %: {found.low:+.1f} to {found.high:+.1f})",
            f"  {_verdict(found)}",
        ]
    )


def _verdict(found: Targeting) -> str:
    if found.low > 0:
        return "priority by effect earns more at equal pushes"
    if found.high < 0:
        return "priority by effect earns less at equal pushes"
    return "priority by effect is not shown to earn more at equal pushes"

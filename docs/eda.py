# ---
# title: From sales to a plan
# format:
#   html:
#     embed-resources: true
#     toc: true
# execute:
#   echo: false
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# What the shop at hand sells and to whom, how well that predicts what comes, and what follows from it.
# Every figure and every sentence below a picture is computed from the build that was published last; `make notebook` computes them again.
# Nothing in it is about a single customer; `docs/one_customer.ipynb` is.

# %%
from IPython.display import HTML, SVG, Markdown, display

import helix
from helix.reading.analyses import analysis
from python_ml.reporting import exploring, sentences
from python_ml.reporting.pictures import column_picture, line_picture
from python_ml.reporting.report import SECTIONS

shop = helix.open()


# %%
def ask(name):
    """Answer a question of analyses/, as `helix ask` does."""
    return shop.sql(analysis(name).sql).to_dicts()


def show(sentence, picture=""):
    """Write a sentence, and draw a picture below it."""
    display(Markdown(sentence))
    if picture:
        display(SVG(picture) if picture.startswith("<svg") else HTML(picture))


def section(name):
    """Show what the report of every build says on a question."""
    rows = ask(name)
    ((meaning, draw),) = [(meaning, draw) for _, named, meaning, draw in SECTIONS if named == name]
    show(meaning(rows), draw(rows) if rows else "")


# %% [markdown]
# ## What was read, and what was rejected

# %%
facts = shop.sql("select * from build_facts where subject = 'shop'").to_dicts()
show(sentences.shop_meaning(facts))
section("which_rows_were_rejected")

# %% [markdown]
# ## Sales over time
#
# An order is what a customer buys on one day.

# %%
weeks = ask("how_much_is_sold_each_week")
show(exploring.weeks_meaning(weeks), weeks and line_picture(weeks, "week_from", "orders", "week"))

# %%
weekdays = ask("on_which_weekdays_do_customers_order")
show(
    exploring.weekdays_meaning(weekdays),
    weekdays and column_picture(weekdays, "weekday", "orders", "weekday, from 1 for Monday"),
)

# %%
hours = ask("at_which_hours_does_the_shop_sell")
show(
    exploring.sold_hours_meaning(hours),
    hours and column_picture(hours, "hour_of_day", "orders", "hour of the day"),
)

# %% [markdown]
# ## Do customers come back?
#
# A customer counts for a month if they can be followed to its end, so the later months have fewer customers.
# Who was a customer before the first sale that was read looks like a newcomer here.

# %%
gaps = ask("how_far_apart_are_orders")
show(exploring.gaps_meaning(gaps))

# %%
months = ask("how_long_do_customers_stay")
show(
    exploring.staying_meaning(months),
    months
    and line_picture(months, "months_after", "share_ordered", "months of 30 days after the first order"),
)

# %% [markdown]
# ## Articles
#
# The articles in ten groups of equal number, the best-selling first.

# %%
tenths = ask("how_long_is_the_tail_of_articles")
show(
    exploring.tail_meaning(tenths),
    tenths and column_picture(tenths, "tenth", "share_of_units", "tenth of the articles"),
)

# %%
show(exploring.prices_meaning(tenths))

# %%
new = ask("how_many_articles_are_new")
show(
    exploring.new_articles_meaning(new),
    new and line_picture(new, "month_from", "new_articles", "month of the first sale"),
)

# %%
counts = ", ".join(f"count({name}) as {name}" for name in exploring.ATTRIBUTES)
(known,) = shop.sql(f"select {counts} from articles").to_dicts()
show(exploring.attributes_meaning([name for name, articles in known.items() if articles]))

# %% [markdown]
# ## What the lists reach
#
# The ranker's lists beside simple ones, for the same customers, in weeks that no model has seen.
# An interval that holds 0 says that the difference may be chance.

# %%
comparisons = ask("does_the_ranker_beat_its_baselines")
show(sentences.ranker_verdict(comparisons))
section("does_the_ranker_beat_its_baselines")

# %% [markdown]
# ## Are probabilities right?
#
# Points on the dashed line are: of all offers with a probability of 5 %, one in twenty is bought.

# %%
section("are_purchase_probabilities_right")

# %%
section("are_order_probabilities_right")

# %%
section("are_hours_better_than_habits")

# %% [markdown]
# ## Who will be reached

# %%
section("how_full_is_each_day_of_the_plan")

# %%
section("who_gets_no_push_and_why")

# %% [markdown]
# ## Conclusion

# %%
conclusions = [
    exploring.weeks_meaning(weeks),
    exploring.gaps_meaning(gaps),
    exploring.tail_meaning(tenths),
    sentences.ranker_verdict(comparisons),
    sentences.probabilities_meaning(ask("are_purchase_probabilities_right")),
    sentences.plan_meaning(ask("how_full_is_each_day_of_the_plan")),
]
show("\n".join(f"- {conclusion}" for conclusion in conclusions))
shop.close()

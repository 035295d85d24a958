"""What the summary says of the rows of build_facts and build_steps."""

from python_ml.publishing.summary import summary_lines


def fact(subject, name, value=None, detail="", low=None, high=None, text=None):
    return {
        "subject": subject,
        "name": name,
        "detail": detail,
        "value": value,
        "low": low,
        "high": high,
        "unit": "",
        "text": text,
    }


def step(name, seconds, slowest=None, peak=400):
    return {
        "step": name,
        "seconds": seconds,
        "nodes": 3,
        "peak_memory_mb": peak,
        "slowest_node": slowest,
        "slowest_node_seconds": slowest and seconds - 0.25,
    }


SHOP = [
    fact("shop", "source", text="demo"),
    fact("shop", "sale_lines_read", 50_000.0),
    fact("shop", "rows_rejected", 3.0),
    fact("shop", "anonymous_lines", 2.0),
    fact("shop", "cancelled_lines", 0.0),
    fact("shop", "customers", 1932.0),
    fact("shop", "articles", 775.0),
    fact("shop", "first_sold_on", text="2024-11-27"),
    fact("shop", "last_sold_on", text="2025-12-31"),
    fact("rejected rows", "sales.csv", 1.0, detail="no article"),
    fact("rejected rows", "sales.csv", 2.0, detail="sold_at is empty"),
    fact("cutoffs", "train", 6.0, text="2025-12-11"),
    fact("cutoffs", "train_wanted", 8.0),
    fact("cutoffs", "validation", 1.0, text="2025-12-18"),
    fact("cutoffs", "test", 1.0, text="2025-12-25"),
    fact("cutoffs", "serve", 1.0, text="2026-01-01"),
    fact("candidates", "pairs", 451_480.0),
    fact("candidates", "customers", 2000.0),
]
RANKING = [
    fact("ranking", "k", 10.0),
    fact("ranking", "customers", 355.0),
    fact("ranking", "ndcg", 0.3651, "ranker", 0.33, 0.4),
    fact("ranking", "hit_rate", 0.738, "ranker", 0.69, 0.78),
    fact("ranking", "ndcg", 0.152, "popular", 0.13, 0.18),
    fact("ranking", "ndcg_lead", 0.213, "popular", 0.183, 0.244),
    fact("ranking", "ndcg", 0.29, "repurchase", 0.26, 0.32),
    fact("ranking", "ndcg_lead", 0.0751, "repurchase", -0.0012, 0.0934),
    fact("ranking", "ndcg", 0.538, "oracle", 0.5, 0.57),
    fact("ranking", "share_of_oracle", 0.6786),
]


def said(facts, steps=(), published="nothing: test"):
    return summary_lines(facts, list(steps), published)


def test_the_shop_in_lines():
    assert said(SHOP)[:9] == [
        "Local-Helix has built the shop demo",
        "  rows        50,000 sale lines read, 3 rows rejected",
        "              2 lines belong to no known customer, 0 were taken back by a cancellation",
        "  shop        1,932 customers with sales, 775 articles, 2024-11-27 to 2025-12-31",
        "  cutoffs     6 of 8 train, validation 2025-12-18, test 2025-12-25, serve 2026-01-01",
        "  pairs       451,480 candidate pairs; lists for 2,000 customers",
        "  rejected    2  sales.csv: sold_at is empty",
        "              1  sales.csv: no article",
        "  look next   helix predict CUSTOMER for one customer, helix push for the plan of pushes",
    ]
    assert said(SHOP)[-1] == "  published   nothing: test"


def test_the_ranker_beside_its_baselines_best_first():
    lines = [line for line in said(RANKING) if "ranker" in line]
    assert lines == [
        "  ranker      NDCG@10 0.365, hit rate 0.738, on 355 test customers",
        "              repurchase    0.290: the ranker leads by +0.075 (95 % interval -0.001 to +0.093)",
        "              popular       0.152: the ranker leads by +0.213 (95 % interval +0.183 to +0.244)",
        "              oracle        0.538: the ranker reaches 68 % of what is possible",
    ]


def test_whole_lists_are_measured_beside_the_headline():
    facts = [
        *RANKING,
        fact("ranking", "list_length", 20.0),
        fact("ranking", "list_ndcg", 0.41),
        fact("ranking", "list_hit_rate", 0.82),
    ]
    assert "              NDCG@20 0.410, hit rate 0.820, of the whole lists" in said(facts)


def test_names_of_a_shop_steer_no_terminal():
    facts = [*SHOP, fact("rejected rows", "sales\x1b[2J.csv", 1.0, "no \u202earticle")]
    assert "              1  sales [2J.csv: no  article" in said(facts)


def test_what_has_no_interval_is_said_without():
    facts = [fact("purchase probabilities", "ece", 0.0021), fact("purchase probabilities", "brier", 0.0174)]
    assert "  purchase    probabilities are off by 0.002 on average, Brier score 0.017" in said(facts)


def test_a_young_shop_is_told_what_its_history_supports():
    facts = [
        fact("next purchase", "horizon", 14.0),
        fact("next purchase", "longest_horizon", 14.0),
        fact("next purchase", "last_horizon", 90.0),
        fact("next purchase", "customers", 2000.0),
        fact("next purchase", "log_loss", 0.4557, "next_purchase"),
        fact("next purchase", "log_loss", 0.4713, "bg_nbd"),
        fact("next purchase", "log_loss", 0.6809, "constant"),
    ]
    lines = said(facts)
    start = lines.index("  when        log-loss 0.4557 of an order within 14 days, of 2,000 customers")
    assert lines[start + 1 : start + 4] == [
        "              baselines: BG/NBD 0.4713, constant 0.6809",
        "              the history supports no horizon beyond 14 days: "
        "learning, calibrating and testing one take three windows",
        "              too few orders to learn more than BG/NBD from",
    ]


def test_what_could_not_be_learned_is_said():
    lines = said(
        [
            *RANKING,
            fact("ranking", "nothing_learned", detail="serve"),
            fact("next purchase", "log_loss", 0.4557, "next_purchase"),
            fact("next purchase", "log_loss", 0.4713, "hazard"),
            fact("next purchase", "left_out", text="spend"),
        ]
    )
    assert (
        "              no candidate was bought that the ranker for serve could learn from: lists have no order"
        in lines
    )
    assert "              Cox leaves out what is the same for everybody: spend" in lines


def test_pushes_and_who_gets_none():
    plan = [
        fact("push plan", "pushes", 1943.0),
        fact("push plan", "explorations", 36.0),
        fact("push plan", "worth_it", 1936.0),
        fact("push plan", "customers", 2000.0),
        fact("push plan", "push_cost", 0.06495, "push", text="EUR"),
        fact("push plan", "by_channel", 1943.0, "push"),
        fact("push plan", "first_day", text="2026-01-01"),
        fact("push plan", "last_day", text="2026-01-07"),
        fact("push plan", "left_out", 7.0, "frequency cap"),
        fact("push plan", "left_out", 57.0, "opted out"),
        fact("push plan", "unknown_opt_outs", 0.0),
    ]
    lines = said(plan)
    start = lines.index("  pushes      1,943 planned, 2026-01-01 to 2026-01-07; 36 of them explore")
    assert lines[start + 1 : start + 4] == [
        "              1,936 of 2,000 customers are worth one, expected to bring its cost of 0.0649 EUR or more",
        "              57 customers left out: opted out",
        "              7 customers left out: frequency cap",
    ]
    assert not any("opt-outs" in line for line in lines)
    nobody = [fact("push plan", "pushes", 0.0), fact("push plan", "unknown_opt_outs", 2.0)]
    assert "  pushes      0 planned; 0 of them explore" in said(nobody)
    assert "              2 opt-outs are of customers whom the shop does not know" in said(nobody)


def test_pushes_over_several_channels():
    plan = [
        fact("push plan", "pushes", 12.0),
        fact("push plan", "by_channel", 3.0, "sms"),
        fact("push plan", "by_channel", 9.0, "push"),
        fact("push plan", "push_cost", 0.05, "push"),
        fact("push plan", "push_cost", 0.08, "sms", text="EUR"),
        fact("push plan", "opt_outs_of_unknown_channels", 4.0, text="fax"),
    ]
    lines = said(plan)
    start = lines.index("  pushes      12 planned; 0 of them explore")
    assert lines[start + 1 : start + 5] == [
        "              9 of them by push",
        "              3 of them by sms",
        "              0 of 0 customers are worth one, expected to bring its cost of 0.08 EUR (sms) or 0.05 (push) "
        "or more",
        "              4 customers opted out of what is no channel to push to in seeds/channels.csv, such as 'fax': "
        "they are reached by none",
    ]


def test_a_test_week_that_a_variable_sets_is_said():
    chosen = fact("chosen cutoffs", "ranking_test_as_of", text="2025-10-20")
    said = "the test at 2025-10-20 was set by ranking_test_as_of, not by the last day of sales"
    assert any(line.endswith(said) for line in summary_lines([*SHOP, chosen], [], "nothing"))
    assert not any("was set by" in line for line in summary_lines(SHOP, [], "nothing"))


def test_a_changed_past_is_said():
    changed = [fact("changed past", "days", 2.0), fact("changed past", "first_day", text="2025-03-01")]
    (line,) = [line for line in said(changed) if line.startswith("  past ")]
    assert line.startswith(
        "  past        2 days from 2025-03-01 on are not what they were in the published build"
    )


def test_times_of_the_steps_add_up_and_the_small_ones_are_summed():
    steps = [
        step("staging", 1.5, "stg_demo__articles"),
        step("lists", 2.5, "recommendations"),
        step("ranker training", 52.0, "ranker_model", peak=1955),
        step("tests", 34.0, "not_null_x", peak=None),
        step("dbt itself", 10.0, peak=None),
    ]
    lines = said(SHOP, steps)
    start = lines.index("  time        100.0 s, with at most 1,955 MB of memory; of these")
    assert lines[start + 1 : start + 5] == [
        "                 52.0 s  ranker training (slowest: ranker_model, 51.8 s)",
        "                 34.0 s  tests",
        "                 10.0 s  dbt itself",
        "                  4.0 s  the other 2 steps",
    ]


def test_a_run_that_built_no_facts_only_says_what_was_published():
    assert said([]) == ["  published   nothing: test"]


def test_what_may_be_wrong_with_ids_and_moments_is_said():
    doubts = [
        fact("shop", "words_for_customers", 65.0),
        fact("shop", "lines_without_time", 123.0),
        fact("customers", "largest", 30_000.0, text="guest"),
        fact("customers", "came_once", 1900.0),
        fact("ids", "opt_outs", 6.0, detail="files"),
        fact("ids in the sales", "opt_outs", 5.0, detail="files"),
        fact("ids", "opt_outs", 2.0, detail="journal"),
        fact("ids in the sales", "opt_outs", 0.0, detail="journal"),
    ]
    lines = [line.strip() for line in summary_lines(SHOP + doubts, [], "nothing")]
    assert lines[3:7] == [
        "65 lines have a word such as nan or NULL for their customer: they count as lines of nobody",
        "123 lines have a date without a time: no hour is learned from them",
        "customer guest has 30,000 of all lines: empty the id if it stands for nobody",
        "1,900 of 1,932 customers came on one day only: make sure that customer_id is not the id of an order",
    ]
    assert "ids         5 of 6 ids in opt_outs are in the sales" in lines
    assert "0 of 2 ids in the journal's opt_outs are in the sales" in lines
    usual = "\n".join(summary_lines(SHOP, [], "nothing"))
    assert not any(
        word in usual for word in ("word such as", "without a time", "of all lines", "one day only")
    )

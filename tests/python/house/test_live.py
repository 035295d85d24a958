"""What models say of themselves so that one customer's rows can be computed again after an event."""

LIST = "recommendation_reasons"
# What live begins with, and what brings customers who are not known.
OF_THE_SHOP = {"int_transactions", "int_customers", "int_purchases", "int_cancellations"}
CALENDAR = {"int_cutoffs", "int_history_days", "int_audience"}
# What came after a cutoff has no part in a list of today; timing is the build's.
NOT_LIVE = {"int_label_purchases", "int_order_history", "int_timing_profiles", "timing_features"}


def parents(manifest, name):
    return {
        parent.split(".")[-1] for parent in manifest.models[name]["depends_on"]["nodes"] if "model." in parent
    }


def live(manifest):
    return {name for name in manifest.models if manifest.meta(name).get("live")}


def test_every_live_model_leads_to_a_list(manifests):
    for manifest in manifests.values():
        marked = live(manifest)
        read = {parent for name in marked for parent in parents(manifest, name)}
        assert marked - read == {LIST, "offer_chances"}


def test_what_is_of_one_customer_and_leads_to_a_list_is_live(manifests):
    for manifest in manifests.values():
        marked = live(manifest)
        read = {parent for name in marked for parent in parents(manifest, name)} & set(manifest.models)
        of_customers = {name for name in read if manifest.meta(name).get("independent") == "customers"}
        assert of_customers - marked <= NOT_LIVE


def test_a_live_model_needs_no_other_customer(manifests):
    for manifest in manifests.values():
        others = {
            name
            for name in live(manifest)
            if manifest.meta(name).get("independent") != "customers"
            and manifest.models[name]["language"] == "sql"
        }
        assert others == OF_THE_SHOP | CALENDAR

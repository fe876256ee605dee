"""The kind with which a reviewer keeps or reverses what a disputed account has decided on."""

from form_world import World, all_refused, clean, shipped

FORM = "claim_objection_review"
LISTED = World(affected_items={"person:1": "张伟", "store:2": "环翠店"})


def test_every_listed_item_is_kept_or_reversed():
    fates = {"person:1": "reverse", "store:2": "keep"}
    decided = clean(shipped(FORM), {"decision": "approve", "affected": fates}, LISTED)
    assert decided.routing == {"decision": "approve", "affected": fates}


def test_an_item_that_was_left_out_is_named():
    answers = {"decision": "approve", "affected": {"person:1": "keep"}}
    (error,) = all_refused(shipped(FORM), answers, LISTED)
    assert (error.part, error.render()) == ("store:2", "请选择“环翠店”保留还是撤销。")


def test_nothing_settled_at_all_is_asked_for_once():
    (error,) = all_refused(shipped(FORM), {"decision": "approve"}, LISTED)
    assert error.render() == "请对列出的每一项选择“保留”或“撤销”。"


def test_where_nothing_is_listed_nothing_is_asked():
    assert clean(shipped(FORM), {"decision": "approve"}).answers == {"decision": "approve"}


def test_an_item_that_is_listed_no_more_is_refused():
    fates = {"person:1": "keep", "store:2": "keep", "person:9": "reverse"}
    (error,) = all_refused(shipped(FORM), {"decision": "approve", "affected": fates}, LISTED)
    assert error.code == "affected_changed"


def test_a_fate_that_no_page_offers_is_refused():
    fates = {"person:1": "delete", "store:2": "keep"}
    (error,) = all_refused(shipped(FORM), {"decision": "approve", "affected": fates}, LISTED)
    assert error.code == "wrong_type"


def test_a_refusal_settles_nothing():
    refused = {"decision": "refuse", "opinion": "执照不符"}
    assert clean(shipped(FORM), refused, LISTED).answers == refused


def test_a_page_posts_one_choice_for_each_item():
    posted = shipped(FORM).read_posted(
        [("decision", "approve"), ("affected.person:1", "keep"), ("affected.store:2", "reverse")]
    )
    assert posted["affected"] == {"person:1": "keep", "store:2": "reverse"}

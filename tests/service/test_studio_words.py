"""What the editor of diagrams and tables offers to pick from."""

from service.cases.facts import GIVENS
from service.studio.given_words import NOT_PICKED, PICKED


def test_whatever_a_diagram_is_given_can_be_picked_or_says_why_not():
    assert PICKED | NOT_PICKED == GIVENS

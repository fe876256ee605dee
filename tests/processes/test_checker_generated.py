"""The checker refuses nothing that is sound: diagrams with every admitted element are free."""

import pytest

from forms import compile_form
from processes.checker import OperationFacts, Severity, Vocabulary, check
from processes.decisions import load_table
from processes.expressions import parse_form_expression
from tests.processes.checking import GIVENS
from tests.processes.oracle.generator import ROLES, Sample, generate


def vocabulary_of(sample: Sample) -> Vocabulary:
    """Know exactly what the sample names; only operations called facts.* end at once.

    A sample may read what nobody was asked on this way, to see that it is null for all; here
    these are facts about the applicant, which need no asking.
    """
    forms = {n: compile_form(data, parse_form_expression) for n, data in sample.forms.items()}
    asked = frozenset({"first", "second"})
    operations = {
        name: OperationFacts(asked, results=frozenset({result}), waits="facts." not in name)
        for name, result in sample.results.items()
    }
    return Vocabulary(
        forms,
        frozenset(ROLES),
        {**operations, "claims.release": OperationFacts()},
        {name: load_table(data) for name, data in sample.tables.items()},
        GIVENS.union(*(form.routing for form in forms.values())),
    )


@pytest.mark.parametrize("block", range(5))
def test_generated_diagrams_that_are_sound_by_construction_are_admitted(block: int):
    for seed in range(block * 40, block * 40 + 40):
        sample = generate(seed)
        found = check(sample.xml, vocabulary_of(sample), f"generated_{seed}")
        errors = [p.sentence for p in found if p.severity is Severity.ERROR]
        assert (seed, errors) == (seed, [])

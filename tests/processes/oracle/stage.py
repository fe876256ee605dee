"""Sets a walk up: a diagram loaded by both, once, and the walks over it by their seeds."""

from dataclasses import dataclass
from functools import lru_cache

from processes import editions
from processes.editions import Edition

from .diagram import Diagram, read
from .game import Game
from .generator import Sample, generate
from .players import Migrated, Player, Saved, Straight
from .procedures import PROCEDURES
from .questions import Questions
from .tables import Table, read_tables
from .walk import Walk
from .world import START, Caller, Script, World


@dataclass(frozen=True)
class Stage:
    """A sample as the engine has loaded it and as the oracle has read it."""

    sample: Sample
    script: Script
    edition: Edition
    diagram: Diagram
    tables: dict[str, Table]

    def walk(self, seed: int, game_class: type[Game] = Game) -> Walk:
        """Return the walk of this seed, not yet walked.

        Of three walks one saves the case between acts, one keeps it alive, one migrates it.
        """
        caller = Caller(World(self.script, seed))
        game = game_class(self.diagram, self.tables, caller.operate, START)
        return Walk(self.sample, game, self._player(seed), self.script, seed)

    def _player(self, seed: int) -> Player:
        if seed % 3 == 2:
            return Migrated(self.edition, self.sample.xml)
        return Straight(self.edition) if seed % 3 else Saved(self.edition)


def stage_for(sample: Sample, script: Script, played: bytes | None = None) -> Stage:
    """Load a sample; the oracle plays the sample's diagram, or another one if it is given."""
    tables: dict[str, Table] = {}
    for dmn in sample.tables.values():
        tables |= read_tables(dmn)
    edition = editions.load(sample.xml, sample.forms, sample.tables)
    return Stage(sample, script, edition, read(played or sample.xml), tables)


@lru_cache(maxsize=4)
def stage(diagram: int | str) -> Stage:
    """Return the stage of a generated diagram by its seed, or of a shipped one by its name."""
    if isinstance(diagram, str):
        procedure = PROCEDURES[diagram]()
        return stage_for(procedure.sample, procedure)
    sample = generate(diagram)
    return stage_for(sample, Questions(sample.results))

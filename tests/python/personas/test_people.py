import json
from collections import Counter
from dataclasses import asdict

from helix.personas import Segments, draw_personas
from helix.personas.people import apportioned
from tests.python.personas.conftest import questions, segment


def test_a_segment_has_as_many_personas_as_its_share_says():
    drawn = draw_personas([segment("many", 0.7), segment("few", 0.3)], 10, seed=1)
    assert Counter(persona.segment.name for persona in drawn) == {"many": 7, "few": 3}
    assert len({persona.name for persona in drawn}) == 10


def test_every_seat_is_taken():
    for seats in range(30):
        assert sum(apportioned([0.2, 0.2, 0.2, 0.4], seats)) == seats


def test_the_same_seed_draws_the_same_personas():
    assert draw_personas([segment()], 20, seed=1) == draw_personas([segment()], 20, seed=1)
    assert draw_personas([segment()], 20, seed=1) != draw_personas([segment()], 20, seed=2)


def test_personas_of_a_segment_differ_and_know_only_what_is_typical_of_it():
    drawn = draw_personas([segment()], 50, seed=1)
    favourites = Counter(persona.favourites[0] for persona in drawn)
    assert set(favourites) == {"Dresses", "Shoes", "Hats"}
    assert favourites["Dresses"] > favourites["Hats"]
    assert {persona.budget for persona in drawn} == {5.0, 10.0, 20.0}
    assert all(set(persona.looked_at) <= set(segment().best_sellers) for persona in drawn)


def test_a_thin_segment_will_do():
    thin = segment()
    poor = type(thin)("thin", 1.0, {"Hats": 1.0}, 1.0, 1.0, 1.0, 0.1, ())
    (persona,) = draw_personas([poor], 1, seed=1)
    assert (persona.favourites, persona.looked_at) == (("Hats",), ())


def test_a_file_of_segments_holds_all_of_them():
    segments = Segments("2026-01-01", "2026-01-08", (segment(questions=questions(2)), segment("others", 0.0)))
    assert Segments.from_json(json.dumps(asdict(segments))) == segments

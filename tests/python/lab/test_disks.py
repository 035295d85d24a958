"""What counts as wrong when a build has met a disk that is too small."""

import pytest

from lab.faults import disks
from lab.faults.disks import Ended, check_disks, complaints

NO_ROOM = Ended(2, "articles found no room on the disk: free space there, and run it again")


@pytest.mark.parametrize(
    ("ended", "now", "wrong"),
    [
        (NO_ROOM, "1", []),
        (Ended(0, ""), "2", []),
        (NO_ROOM, "2", ["exit code 2, and 2 is read after 1"]),
        (Ended(0, ""), "1", ["exit code 0, and 1 is read after 1"]),
        (Ended(2, "no space"), "1", ["0 sentences"]),
        (Ended(2, f"{NO_ROOM.said}\n{NO_ROOM.said}\nTraceback"), "1", ["2 sentences", "a traceback"]),
    ],
)
def test_how_a_build_may_end(ended, now, wrong):
    assert complaints(ended, "1", now) == wrong


def test_a_build_that_had_room_is_what_the_next_must_keep(tmp_path, monkeypatch):
    """The second of three disks is large enough."""
    published, built = ["1"], []

    def build(disk, shop, largest_file):
        built.append(shop)
        is_well = len(built) in (1, 3, 5)
        if is_well:
            published.append(f"{len(built)}")
        return Ended(0, "") if is_well else NO_ROOM

    monkeypatch.setattr(disks, "_mount", lambda *_: False)
    monkeypatch.setattr(disks, "_built", build)
    monkeypatch.setattr(disks, "_taken", lambda *_: 1_000_000)
    monkeypatch.setattr(disks, "_unreadable", lambda *_: [])
    monkeypatch.setattr(disks, "current_build", lambda _: published[-1])
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "shop.duckdb").write_text("rows")
    assert check_disks(tmp_path, 3) == []
    assert built == ["red", "blue", "blue", "red", "red"]

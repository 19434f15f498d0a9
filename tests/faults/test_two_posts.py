"""Two programs on the same lines at once: nothing is lost, and what was decided on an old state is always refused."""

from __future__ import annotations

from tests.faults import two_posts
from tests.faults.office import Office


def test_two_posts_on_the_same_lines_never_save_over_each_other_unseen(desk: Office) -> None:
    two_posts.prepare(desk)
    played = two_posts.play(desk, 60)
    played.require_sound()
    assert played.stale, "they were never in each other's way: the test has shown nothing"

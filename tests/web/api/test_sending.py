"""Whether all of a file left."""

import io

from esigner.web.api.sending import Watched


def test_file_tells_once_when_it_was_read_to_its_end() -> None:
    told: list[int] = []
    file = Watched(io.BytesIO(b"x" * 100), at_end=told.append)

    assert len(file.read(60)) + len(file.read(60)) == 100
    assert told == [], "the last piece may still be on its way"
    assert (file.read(60), file.read(60)) == (b"", b"")
    assert told == [100]


def test_file_that_is_closed_in_the_middle_tells_nothing() -> None:
    told: list[int] = []
    file = Watched(io.BytesIO(b"x" * 100), at_end=told.append)

    file.read(60)
    file.close()

    assert told == []

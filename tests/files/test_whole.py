"""Files are there whole or not at all."""

from pathlib import Path

import pytest

from steersman.files import write_together, write_whole


def test_text_and_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    write_together({tmp_path / "a": "中\r\n", tmp_path / "b": b"\x00\xff"})
    assert (tmp_path / "a").read_bytes() == "中\r\n".encode()
    assert (tmp_path / "b").read_bytes() == b"\x00\xff"


def test_where_one_cannot_be_written_none_is_and_nothing_is_left(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", "old")
    with pytest.raises(OSError, match="missing"):
        write_together({tmp_path / "a": "new", tmp_path / "missing" / "b": "b"})
    assert (tmp_path / "a").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]

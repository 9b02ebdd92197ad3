"""Names and media types that a container may hold."""

import pytest

from esigner.ades import AdesError, DataFile
from esigner.ades.files import check_for_container


def files(*names: str, media_type: str = "text/plain") -> list[DataFile]:
    return [DataFile(name, media_type, b"x") for name in names]


@pytest.mark.parametrize("name", ["līgums āčņ.odt", "mape/pielikums 1.pdf", "a..b", "META", "x" * 1024])
def test_ordinary_name_is_allowed(name: str) -> None:
    check_for_container(files(name))


@pytest.mark.attack
@pytest.mark.parametrize(
    "name",
    [
        *("", "/etc/passwd", "../a", "a/../b", "a//b", "a/", "./a", "a\\b", "ā" * 513),
        *("a\nb", "a\0b", "a" + chr(0xD800), "a" + chr(0xFFFE)),
        *("mimetype", "MimeType", "META-INF/signatures0.xml", "meta-inf/x", "META-INF"),
    ],
)
def test_name_that_could_do_harm_is_refused(name: str) -> None:
    with pytest.raises(AdesError) as refused:
        check_for_container(files(name))
    assert refused.value.code == "FILE_NAME_NOT_ALLOWED"
    assert refused.value.detail().lv


@pytest.mark.parametrize("pair", [("a.txt", "a.txt"), ("ā.txt", "a\u0304.txt")])
def test_one_name_for_two_files_is_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(AdesError) as refused:
        check_for_container(files(*pair))
    assert refused.value.code == "FILE_NAME_DUPLICATE"


def test_no_file_is_refused() -> None:
    with pytest.raises(AdesError) as refused:
        check_for_container([])
    assert refused.value.code == "FILES_MISSING"


@pytest.mark.parametrize("media_type", ["", "text", "text/", "a b/c", "text/plain\n", 'text/<"'])
def test_odd_media_type_is_refused(media_type: str) -> None:
    with pytest.raises(AdesError) as refused:
        check_for_container(files("a.txt", media_type=media_type))
    assert refused.value.code == "MEDIA_TYPE_NOT_ALLOWED"


def test_media_type_with_a_parameter_is_allowed() -> None:
    check_for_container(files("a.txt", media_type="text/plain; charset=utf-8"))

"""Why files cannot be signed or put into a container."""

from esigner.ades.encoding.errors import AdesError
from esigner.errors import Text


class FilesMissingError(AdesError):
    """Nothing to sign."""

    code = "FILES_MISSING"
    text = Text("Nav neviena parakstāma faila.", "There is no file to sign.")


class FileNameError(AdesError):
    """A name not allowed in a container; data: name, reason."""

    code = "FILE_NAME_NOT_ALLOWED"
    text = Text("Faila nosaukums “{name}” nav atļauts: {reason}.", "The file name “{name}” is not allowed: {reason}.")


class FileNameDuplicateError(AdesError):
    """Two files with one name; data: name."""

    code = "FILE_NAME_DUPLICATE"
    text = Text("Ir vairāki faili ar nosaukumu “{name}”.", "There is more than one file named “{name}”.")


class MediaTypeError(AdesError):
    """A media type that is not type/subtype; data: name, media_type."""

    code = "MEDIA_TYPE_NOT_ALLOWED"
    text = Text(
        "Failam “{name}” norādīts nederīgs datu veids “{media_type}”.",
        "The file “{name}” has an invalid media type “{media_type}”.",
    )


class ContainerTooLargeError(AdesError):
    """More than a zip without zip64 can hold."""

    code = "CONTAINER_TOO_LARGE"
    text = Text("Konteiners ir pārāk liels.", "The container is too large.")
    status = 413


class FileDigestUnfitError(AdesError):
    """A file known only by its digest, and not by the digest needed; data: name, algorithm, given."""

    code = "FILE_DIGEST_UNFIT"
    text = Text(
        "Failam “{name}” vajadzīga kontrolsumma pēc algoritma {algorithm}, bet dota: {given}.",
        "A digest by {algorithm} is needed of the file “{name}”, but this was given: {given}.",
    )


class FileContentAbsentError(AdesError):
    """A file known only by its digest, where the format needs the file itself; data: name."""

    code = "FILE_CONTENT_ABSENT"
    text = Text(
        "Vajadzīgs pats fails “{name}”, bet zināma tikai tā kontrolsumma.",
        "The file “{name}” itself is needed, but only its digest is known.",
    )


class FileUnreadableError(AdesError):
    """A file that the system cannot read, or stops reading; data: name."""

    code = "FILE_UNREADABLE"
    text = Text("Failu “{name}” neizdodas nolasīt.", "The file “{name}” cannot be read.")


class PartsUnreadableError(AdesError):
    """A zip that is not a signed container without its documents."""

    code = "PARTS_UNREADABLE"
    text = Text(
        "Tas nav parakstīts konteiners bez dokumentiem.", "This is not a signed container without its documents."
    )


class FilesChangedError(AdesError):
    """Files at finalize are not the files that were prepared; data: name."""

    code = "FILES_CHANGED"
    text = Text(
        "Fails “{name}” nav tas pats, kas tika sagatavots parakstīšanai.",
        "The file “{name}” is not the one that was prepared for signing.",
    )
    status = 409

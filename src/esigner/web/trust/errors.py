"""What the trust services' door refuses."""

from esigner.errors import EsignerError, Text


class OrderUnreadableError(EsignerError):
    """Not such an order; data: `field`."""

    code = "ORDER_UNREADABLE"
    text = Text("Pasūtījuma lauks „{field}” nav derīgs.", "The field “{field}” of the order is not valid.")

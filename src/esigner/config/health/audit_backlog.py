"""The hook for the sealer of the audit log: what waits for it."""


def unsealed() -> tuple[int, float]:
    """Return how many events are not sealed into the chain yet, and for how many seconds the oldest of them waits.

    The log chains each event in the transaction that writes it: none ever waits. Where a sealer does it later, ask
    `audit.unsealed()` here; it runs on the connection of the health check, which gives up within a second.
    """
    return 0, 0.0

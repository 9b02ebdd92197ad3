"""The API door of one environment: who calls is judged on every request, then one call of signing, then JSON.

Everything comes in by `door.enter`; no address of the API can be reached past it.
"""

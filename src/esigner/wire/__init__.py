"""The only sockets of the E-signer: time stamps, revocation data, mail, notifications, our own API.

Floor 2: every answer is verified before it is passed up; every failure says whether a second try may help.
"""

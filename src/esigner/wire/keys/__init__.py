"""Keys that seal: PKCS#12 files, folders of PEM files and PKCS#11 tokens behind one port.

`source.open_key` takes what an operator writes (a file, a folder, or a `pkcs11:` URI) and returns a `port.SigningKey`.
"""

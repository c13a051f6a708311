"""The vault on the disk: header, SQLCipher, blobs. The only package that knows SQL."""

"""Built-in codecs: what a device's frame says; one module a family, with its frame table.

A codec is `decode(port, payload) -> Fields`, with the vendor's own field names and units. It keeps
nothing between frames, reads no clock, and raises only `RejectedError` with `Cause.CODEC_FAILED`.
`catalogue.CODECS` lists them by the name that a model file says after `builtin:`.
"""

"""Messages of network servers and of devices that speak JSON themselves, each read into `Uplink`s.

One module a kind, one function `read(topic, payload)`; `devices.envelopes.catalogue` chooses.
Identity comes from the topic or the URL that the broker or the API has authorised: a body that
names another device is refused. Pure: no clock, no I/O, and whatever the bytes are, the answer is
an `Uplink` or a `RejectedError`.
"""

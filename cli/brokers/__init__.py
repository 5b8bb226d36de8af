"""What brokers are told of devices: who may log in, and which topics are each one's own. Pure.

A broker has no say in who a device is: it is told by files made from the registry, read again when
a credential is given or revoked.
"""

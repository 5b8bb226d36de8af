"""The registry as people work with it: places, devices, what is where since when.

Everything here runs in the transaction of the caller, begun with `authorship.sign`, so that the
audit says who changed what and why. A change touches small tables and marks days as dirty; raw
readings and derived numbers are never written.
"""

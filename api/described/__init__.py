"""The forms of the answers; the tests hold the answers to them."""

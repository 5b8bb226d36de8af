-- Wait for those who are writing what was computed, and let others wait before they commit it.
lock table derive_formula in exclusive mode

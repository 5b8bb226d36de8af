-- Wait for others only so long: who waits for a table makes everybody else wait behind him.
set local lock_timeout = '3s'

-- What would change if the stretches of bays in a window did: how many, and the newest of them.
select count(*), max(computed_at)
from stay
where datastream = any(%(datastream)s) and begin_at < %(last)s and end_at > %(first)s

-- Sealed months, from one to another, whose stays are forgotten.
select month from sealed_month
where state = 'sealed' and stays_forgotten_at is not null and month between %(first)s and %(last)s

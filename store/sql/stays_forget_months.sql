-- Let sealed months before a month be those whose stays are forgotten; restoring one brings them back.
update sealed_month set stays_forgotten_at = %(now)s
where state = 'sealed' and month < %(before)s and stays_forgotten_at is null

-- Forget stays of sealed months that ended before a month: they are pseudonymous, and kept for a time only.
delete from stay using sealed_month m
where m.state = 'sealed' and m.month < %(before)s and stay.end_at <= %(before)s::timestamp at time zone 'UTC'
  and stay.begin_at >= m.month::timestamp at time zone 'UTC'
  and stay.begin_at < (m.month + interval '1 month')::timestamp at time zone 'UTC'

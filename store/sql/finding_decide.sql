-- Write down a decision about a finding; reopened, it waits for one again.
update finding set
  state = %(state)s, judgement = %(judgement)s, decided_why = %(why)s, decided_at = %(now)s,
  decided_by = coalesce(nullif(current_setting('wegwarte.who', true), ''), session_user)
where id = %(key)s
returning id, site, datastream, test, begin_at, end_at, state, judgement, decided_by

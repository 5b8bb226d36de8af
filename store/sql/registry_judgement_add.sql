-- A person's word on a site or datastream for a time.
insert into judgement (site, datastream, kind, factor, valid, reason, who)
values (
  %(site)s, %(datastream)s, %(kind)s, %(factor)s, tstzrange(%(since)s, %(until)s), %(reason)s,
  coalesce(nullif(current_setting('wegwarte.who', true), ''), session_user)
)
returning id

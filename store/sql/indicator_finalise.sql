-- What has had time to settle becomes final; from then on a change is a revision.
update indicator set status = 'final', since = %(now)s
where site = %(site)s and status = 'provisional' and start <= case bucket
  when 'day' then %(day)s::date when 'month' then %(month)s::date else %(year)s::date end

-- Let a month take no reading any more; its rows are still here.
insert into sealed_month (month, state, since) values (%(month)s, 'closing', %(now)s)
on conflict (month) do update set state = 'closing', since = excluded.since
where sealed_month.state = 'restored'

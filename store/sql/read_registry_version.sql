-- What differs whenever the registry does, or a fact begins or ends to hold.
select
  (select coalesce(max(id), 0) from audit),
  (select count(*) from fact where lower(valid) <= %(now)s),
  (select count(*) from fact where upper(valid) <= %(now)s)

-- What differs whenever the registry does, or a fact begins or ends to hold. Changes are counted,
-- because one with a lower number may be committed after one with a higher number.
select
  (select coalesce(max(id), 0) from audit),
  (select count(*) from audit where id > (select max(id) - 1000 from audit)),
  (select count(*) from fact where lower(valid) <= %(now)s),
  (select count(*) from fact where upper(valid) <= %(now)s)

-- Imports, newest first, with what they brought.
select r.id, r.started_at, r.finished_at, r.undone_at, r.detail,
  count(f.id)::int4 as files, min(lower(f.span)) as first, max(upper(f.span)) as last,
  coalesce((select sum(b.readings) from block as b where b.run = r.id), 0)::int8 as readings
from run as r
left join import_file as f on f.run = r.id
where r.kind = 'import'
group by r.id
order by r.id desc
limit %(limit)s

-- What debouncing took out of the states of a bay is told beside what is made of stays.

-- When each vacancy began that was too short to part a stay, and each stay that was too short to be
-- one, within this stretch; null: derived before that was kept, and its readings are archived.
alter table stay add column merged timestamptz[], add column dropped timestamptz[];

-- What is there already is derived once, where its readings still are.
insert into dirty (datastream, utc_day, cause)
select s.datastream, s.utc_day, 'stays'
from day_state as s
join datastream as d on d.id = s.datastream
where d.property = 'bay_state' and not exists (
  select from sealed_month as m
  where m.state = 'sealed' and m.month = date_trunc('month', s.utc_day)::date
);

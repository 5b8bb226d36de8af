-- What a site expects of a measured property: least and greatest value that is not doubted, and the
-- fastest change. [unit of the property, unit/h] Such a fact is of a site and a property.
alter table fact add column property text not null default '';
alter table fact
  drop constraint fact_kind_check, drop constraint fact_value_fits,
  drop constraint fact_one_at_a_time;
alter table fact
  add constraint fact_kind_check check (kind in (
    'capacity', 'regulated_hours', 'opening_hours', 'speed_limit', 'max_stay', 'stay_grace',
    'road_capacity', 'expected_least', 'expected_greatest', 'expected_rate'
  )),
  add constraint fact_value_fits check (
    (kind in (
        'capacity', 'speed_limit', 'max_stay', 'stay_grace', 'road_capacity', 'expected_rate'
      )
      and jsonb_typeof(value) = 'number' and (value)::numeric >= 0)
    or (kind in ('expected_least', 'expected_greatest') and jsonb_typeof(value) = 'number')
    or (kind in ('regulated_hours', 'opening_hours') and jsonb_typeof(value) = 'string')
  ),
  add constraint fact_of_property check ((property <> '') = (kind like 'expected\_%')),
  add constraint fact_one_at_a_time
    exclude using gist (site with =, kind with =, property with =, valid with &&);

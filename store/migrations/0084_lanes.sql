-- How many lanes one direction of a road has: what its density is divided by for a level of service.
alter table fact drop constraint fact_kind_check, drop constraint fact_value_fits;
alter table fact
  add constraint fact_kind_check check (kind in (
    'capacity', 'regulated_hours', 'opening_hours', 'speed_limit', 'max_stay', 'stay_grace',
    'road_capacity', 'lanes', 'expected_least', 'expected_greatest', 'expected_rate'
  )),
  add constraint fact_value_fits check (
    (kind in (
        'capacity', 'speed_limit', 'max_stay', 'stay_grace', 'road_capacity', 'expected_rate'
      )
      and jsonb_typeof(value) = 'number' and (value)::numeric >= 0)
    or (kind = 'lanes' and jsonb_typeof(value) = 'number' and (value)::numeric >= 1
      and (value)::numeric = trunc((value)::numeric))
    or (kind in ('expected_least', 'expected_greatest') and jsonb_typeof(value) = 'number')
    or (kind in ('regulated_hours', 'opening_hours') and jsonb_typeof(value) = 'string')
  );

-- A road has a capacity: what one direction of it can carry. [vehicles/h]
alter table fact drop constraint fact_kind_check, drop constraint fact_value_fits;
alter table fact
  add constraint fact_kind_check check (kind in (
    'capacity', 'regulated_hours', 'opening_hours', 'speed_limit', 'max_stay', 'stay_grace',
    'road_capacity'
  )),
  add constraint fact_value_fits check (
    (kind in ('capacity', 'speed_limit', 'max_stay', 'stay_grace', 'road_capacity')
      and jsonb_typeof(value) = 'number' and (value)::numeric >= 0)
    or (kind in ('regulated_hours', 'opening_hours') and jsonb_typeof(value) = 'string')
  );

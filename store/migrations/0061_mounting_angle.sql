-- A radar beside the road shows v cos(a): the angle between its beam and the road, by which speeds
-- are corrected once, in derived data. 0: it looks along the road, or corrects by itself. [degrees]
alter table deployment
  add column angle_deg float8 not null default 0 check (angle_deg >= 0 and angle_deg <= 60);

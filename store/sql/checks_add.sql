-- What somebody saw on site; the same moment and place once.
insert into spot_check (site, time, datastream, occupied, present, detected, observer, remarks)
values (
  %(site)s, %(time)s, %(datastream)s, %(occupied)s, %(present)s, %(detected)s, %(observer)s,
  %(remarks)s
)

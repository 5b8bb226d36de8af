-- Close a site, or spaces of it, at recurring hours.
insert into closure (site, every, spaces, from_date, to_date, except_dates, reason)
values (
  %(site)s, %(every)s, %(spaces)s, %(from_date)s, %(to_date)s, %(except_dates)s::date[], %(reason)s
)
returning id

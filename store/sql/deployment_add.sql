-- A channel answers for a datastream from now on, unless one of the two is deployed already.
insert into deployment (channel, datastream, valid)
select %(channel)s, %(datastream)s, tstzrange(%(since)s, null)
where not exists (select from deployment where channel = %(channel)s::int4)
  and not exists (select from deployment where datastream = %(datastream)s::int4)

-- A channel answers for a datastream for a time.
insert into deployment (channel, datastream, valid, factor, orientation_deg, campaign, remarks,
  accepted_at, angle_deg)
values (
  %(channel)s, %(datastream)s, tstzrange(%(since)s, %(until)s), %(factor)s, %(orientation_deg)s,
  %(campaign)s, %(remarks)s, %(accepted_at)s, %(angle_deg)s
)
returning id

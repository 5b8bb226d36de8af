-- Every label that imports have met, with its datastream.
select channel, direction, mode, role, datastream from import_label
where channel = any(%(channel)s::int4[])

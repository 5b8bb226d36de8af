-- The operator's own models.
select id, file, added_at, retired_at from device_model
where retired_at is null or %(retired)s
order by id

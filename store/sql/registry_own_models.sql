-- Model files of the operator's own.
select id, file from device_model where retired_at is null order by id

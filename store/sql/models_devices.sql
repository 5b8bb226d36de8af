-- How many devices in use there are of each model.
select model, count(*)::int as devices from device where retired_at is null group by model

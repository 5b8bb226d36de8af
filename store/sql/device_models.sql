-- Every device that may speak, with its model.
select id, model from device where retired_at is null

-- The channels of a device.
select id, name, property from channel where device = %(device)s order by id

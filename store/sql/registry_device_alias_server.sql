-- The names by which a network server knows a device.
select alias from device_alias
where device = %(device)s and kind in ('server_id', 'name') order by alias

-- What a network server calls a device means the one that took its place.
update device_alias set device = %(new)s
where device = %(old)s and kind in ('server_id', 'name')

-- Whose alias a name is.
select device, kind from device_alias where alias = %(alias)s

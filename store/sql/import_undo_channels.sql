-- The channels of a mapping.
select distinct channel from import_label where mapping = %(mapping)s order by channel

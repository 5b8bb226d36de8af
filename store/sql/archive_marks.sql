-- How many days wait to be derived that a month plays a part in.
select count(*) from dirty where utc_day between %(month)s::date - 32 and %(month)s::date + 63

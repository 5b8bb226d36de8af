-- Let a month take readings again that was closed and not sealed.
delete from sealed_month where month = %(month)s and state = 'closing'

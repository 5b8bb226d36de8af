-- A month's rows are back, by a person's wish.
update sealed_month set state = 'restored', since = %(now)s where month = %(month)s

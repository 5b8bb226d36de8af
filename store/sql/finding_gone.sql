-- Close what was looked for again, is not found any more, and nobody has decided about.
update finding set state = 'gone'
where site = %(site)s and state = 'open' and begin_at >= %(since)s and not id = any(%(found)s)

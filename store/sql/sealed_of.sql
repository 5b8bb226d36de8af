-- Which of some months (null: of all) take no reading, or are sealed.
select month, state from sealed_month
where state <> 'restored' and (%(month)s::date[] is null or month = any(%(month)s::date[]))
order by month

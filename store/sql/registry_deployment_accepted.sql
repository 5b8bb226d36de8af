-- Since when the readings of a deployment count; null: since its device is accepted.
update deployment set accepted_at = %(accepted_at)s where id = %(deployment)s

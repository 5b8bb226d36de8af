-- Forget the stretches that ended before a moment: they are pseudonymous, and kept for a time only.
delete from stay where end_at < %(before)s

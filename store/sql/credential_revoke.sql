-- Revoke a credential by its user name, or all of a device; what was revoked already stays so.
update device_credential set revoked_at = %(now)s
where revoked_at is null and (id = %(named)s or device = %(named)s)
returning id

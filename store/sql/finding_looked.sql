-- Up to when a site was looked at for faults.
select through from finding_run where site = %(site)s

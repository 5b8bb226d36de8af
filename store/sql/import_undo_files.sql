-- Forget the files of a run: deployments and capacities no longer follow from them.
delete from import_file where run = %(run)s returning mapping

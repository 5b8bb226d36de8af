-- Since when a device is accepted wherever no deployment of it says otherwise.
select accepted_at from device where id = %(device)s

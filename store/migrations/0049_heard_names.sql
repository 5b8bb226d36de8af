-- By which names a device's network server calls it: another DevEUI under one of them is a swap.

alter table device_health add column heard_as text[] not null default '{}';

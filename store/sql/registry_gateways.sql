-- Which gateways heard each device at last.
select device, gateways from device_health

"""When the worker does what is done once a day: by the region's clock, whatever its distance from UTC."""

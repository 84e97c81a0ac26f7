"""The team's project as it answers over HTTP: rows, buckets and the function, each through `Session.call`."""

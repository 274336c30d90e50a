"""A plan that somebody wrote in a file: cells, dates, hosts, rows."""

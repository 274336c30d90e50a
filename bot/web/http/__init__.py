"""Answers over HTTP: headers, ETag, caching."""

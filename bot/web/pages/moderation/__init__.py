"""Where a page leads whoever finds something wrong on it."""

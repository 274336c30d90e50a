"""Files of registries, read as they come: ОКТМО, GeoNames, the register of libraries."""

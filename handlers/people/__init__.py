"""What is kept of a person: seeing, taking along, erasing."""

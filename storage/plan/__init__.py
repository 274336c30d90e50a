"""Events of the joint plan and who is told of them."""

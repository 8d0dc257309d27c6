"""What people do in assistance."""

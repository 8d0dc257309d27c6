"""What people do with accounts, routes and each other's work."""

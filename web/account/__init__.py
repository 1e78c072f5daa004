"""What people keep of their own: how they sign in, and where they are signed in."""

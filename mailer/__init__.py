"""Mail: reading it, judging it, writing it, and the sockets it comes and goes by."""

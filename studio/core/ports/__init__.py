"""What state and commands need of the backend, as protocols: the backend implements them, the composition root joins them.

Every coroutine here runs on the backend's loop, never on the GUI thread.
"""

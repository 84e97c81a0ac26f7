"""The gallery screen: every figure there is, found, rated and looked at."""
